"""A name, code and a tag that would run as script in a page that does not escape them."""

HOSTILE_NAME = "<img src=x onerror=window.hacked=1>"
HOSTILE_CODE = (
    "x = '</script><script>window.hacked=2</script>'  # \u2028 <!-- "
    "<img src=x onerror=window.hacked=3>"
)
HOSTILE_TAG = '"><svg onload=window.hacked=4>,&a=b'
