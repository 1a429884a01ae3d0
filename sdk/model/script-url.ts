/**
 * Whether a browser would run the URL as a script. Browsers drop control characters and blanks inside the
 * scheme (`java\nscript:`), so they are dropped here too.
 */
export function isScriptUrl(url: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what browsers ignore
  return /^javascript:/i.test(url.slice(0, 200).replace(/[\u0000-\u0020]/g, ''))
}
