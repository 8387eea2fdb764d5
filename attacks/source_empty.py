# expect: raised
# source: ""
# attack: nothing at all
