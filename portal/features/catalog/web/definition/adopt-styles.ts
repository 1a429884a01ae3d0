/** Gives the page a style sheet that travels with a lazy part, so that the first load does not carry it. */
export function adoptStyles(css: string): void {
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(css)
  document.adoptedStyleSheets.push(sheet)
}
