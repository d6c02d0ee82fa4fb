"""What browsers are asked to refuse: a <meta> in every page, and headers for the hosts that can send them."""

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'"
)
"""No inline script nor style, nothing from another host."""
HEADERS = {
    "Content-Security-Policy": f"{POLICY}; frame-ancestors 'none'",  # the one directive that <meta> cannot carry
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
FOREVER = "public, max-age=31536000, immutable"
"""For /assets/: their names change with their content."""


def headers_file() -> str:
    """Return « _headers », which several static hosts read at the site's root."""
    lines = "".join(f"  {name}: {value}\n" for name, value in HEADERS.items())
    return f"/*\n{lines}/assets/*\n  Cache-Control: {FOREVER}\n"
