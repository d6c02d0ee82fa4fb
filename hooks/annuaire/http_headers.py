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
FRAMED = f"{POLICY}; frame-ancestors *"
"""The policy of /integrer/, which any site may show in a frame."""
FOREVER = "public, max-age=31536000, immutable"
"""Cache-Control of /assets/, whose file names hold a hash of their content."""


def headers_file() -> str:
    """Return « _headers », which several static hosts read at the site's root.

    « ! » takes off what a wider rule gives: Cloudflare would join the two policies, and Netlify keeps the last one.
    """
    lines = "".join(f"  {name}: {value}\n" for name, value in HEADERS.items())
    framed = f"/integrer/*\n  ! Content-Security-Policy\n  Content-Security-Policy: {FRAMED}\n"
    return f"/*\n{lines}{framed}/assets/*\n  Cache-Control: {FOREVER}\n"
