"""设置 at the desk: areas, compounds, zones; homes and cards; registers coming in; accounts and posts."""
