/** On every answer: the window is isolated, shares nothing, and loads from its own server alone. */
export const securityHeaders: Readonly<Record<string, string>> = {
  'Content-Security-Policy': [
    "default-src 'none'",
    "script-src 'self' 'wasm-unsafe-eval'",
    "worker-src 'self' blob:",
    "style-src 'self'",
    "img-src 'self' blob: data:",
    "connect-src 'self'",
    "font-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
};

/** The page for those without a key. */
export const lockedPage = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Pentimento</title>
<p>This door opens once, with the whole address that Pentimento printed when it started (it ends in
<code>?token=…</code>): open that address here, or start Pentimento again for a new one.</p>
</html>
`;
