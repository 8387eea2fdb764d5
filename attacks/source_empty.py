# expect: raised
# source: ""
# attack: an empty source
