"""The office's register comes in: file → lines → what would change → the change itself.

`columns` knows the headings, `reading` makes lines of a file, `comparing` sets them beside what is there,
`writing` carries the difference out, `imports` is the deed a person starts, decides and follows.
"""
