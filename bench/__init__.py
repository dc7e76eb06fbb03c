"""`make bench`: one table of what an office would wait for, each figure beside its aim. Nothing here is a test."""
