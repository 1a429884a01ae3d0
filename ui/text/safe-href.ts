const safeSchemes = new Set(['http:', 'https:', 'mailto:'])

/**
 * The address if a browser may open it, else undefined: entity files are written by anyone, and
 * `javascript:` or `data:` in a link would run as the reader.
 *
 * @example
 * safeHref('https://example.com')     // 'https://example.com/'
 * safeHref('javascript:alert(1)')     // undefined
 */
export function safeHref(address: unknown): string | undefined {
  if (typeof address !== 'string') return undefined
  try {
    const url = new URL(address)
    return safeSchemes.has(url.protocol) ? url.href : undefined
  } catch {
    return undefined
  }
}
