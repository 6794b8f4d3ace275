"""What would be a script, an element or an attribute if somebody put it into a page as markup."""

MARKUP = [
    "<img src=x onerror=alert(1)>",
    "<script>alert(1)</script>",
    "<svg/onload=alert(1)>",
    '"><script>alert(1)</script>',
    "' autofocus onfocus=alert(1) x='",
    "<iframe srcdoc='<script>parent.alert(1)</script>'></iframe>",
    "javascript:alert(1)",
    "<a href=javascript:alert(1)>x</a>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "</textarea></title></style></script><img src=x onerror=alert(1)>",
    "<template><img src=x onerror=alert(1)></template>",
    "{{constructor.constructor('alert(1)')()}}${alert(1)}",
    "<base href=//127.0.0.1:9/><link rel=stylesheet href=//127.0.0.1:9/x>",
    "<form action=javascript:alert(1)><button id=run>",
    "\x1b]8;;javascript:alert(1)\x07link\x1b]8;;\x07",
    "\x1b[31m<b onmouseover=alert(1)>red</b>\x1b[0m",
    "&lt;img src=x onerror=alert(1)&gt;",
    "\u202e<gpj.exe>\u2066 \u0000 \ufeff",
]

# A picture that would run script, load something and link somewhere, if it were put into a page as it is.
HOSTILE_SVG = """<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="120" height="80"
  onload="parent.alert(1)"><script>alert(1); parent.alert(1); fetch("http://127.0.0.1:9/stolen")</script>
<image href="http://127.0.0.1:9/pixel.png" width="1" height="1"/>
<a xlink:href="javascript:alert(1)"><rect width="120" height="80" fill="#c03030"/></a>
<foreignObject width="10" height="10"><iframe xmlns="http://www.w3.org/1999/xhtml" src="javascript:parent.alert(1)"/></foreignObject>
<animate attributeName="href" values="javascript:alert(1)"/></svg>
"""
