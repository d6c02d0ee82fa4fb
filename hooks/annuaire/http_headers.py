"""Security and cache headers: the policy of every page, and the « _headers » file of static hosts."""

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'"
)
"""Content-Security-Policy: no inline script or style, nothing from another host."""
HEADERS = {
    "Content-Security-Policy": f"{POLICY}; frame-ancestors 'none'",  # the one directive that <meta> cannot carry
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
FOREVER = "public, max-age=31536000, immutable"
"""Cache-Control of /assets/, whose file names hold a hash of their content."""


def headers_file() -> str:
    """Return « _headers », which several static hosts read at the site's root."""
    lines = "".join(f"  {name}: {value}\n" for name, value in HEADERS.items())
    return f"/*\n{lines}/assets/*\n  Cache-Control: {FOREVER}\n"
