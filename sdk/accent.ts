/**
 * The accent colours of a brand. One colour is given; what the interface needs of it is derived so that text in it
 * and on it stays readable (WCAG 2: 4.5 to 1) on the canvas of both themes.
 */

export interface Accent {
  accent: string
  strong: string
  soft: string
  onAccent: string
  /** The given colour was too weak and has been moved. */
  isMoved: boolean
  /** Contrast of the given colour with the canvas. */
  contrast: number
}

type Rgb = readonly [number, number, number]

const readable = 4.5
const black: Rgb = [0, 0, 0]
const white: Rgb = [255, 255, 255]
/** Canvas and soft ground of the themes; see ui/tokens.css. */
const grounds = {
  light: { canvas: [251, 251, 250], surface: white, away: black },
  dark: { canvas: [17, 18, 20], surface: [23, 24, 27], away: white },
} as const satisfies Record<string, { canvas: Rgb; surface: Rgb; away: Rgb }>

/** The shades of a colour for one theme; undefined when the text is no colour. */
export function accentOf(colour: string, theme: 'light' | 'dark'): Accent | undefined {
  const given = parseColour(colour)
  if (!given) return undefined
  const { canvas, surface, away } = grounds[theme]
  let accent = given
  for (let part = 0.04; contrastOf(accent, canvas) < readable && part <= 1; part += 0.04) {
    accent = mixed(given, away, part)
  }
  const isWhiteBetter = contrastOf(white, accent) >= contrastOf([27, 19, 5], accent)
  return {
    accent: hexOf(accent),
    strong: hexOf(mixed(accent, away, 0.22)),
    soft: hexOf(mixed(surface, accent, 0.1)),
    onAccent: isWhiteBetter ? '#ffffff' : '#1b1305',
    isMoved: accent !== given,
    contrast: contrastOf(given, canvas),
  }
}

/** Reads `#abc`, `#aabbcc`, `rgb(1, 2, 3)`. */
export function parseColour(text: string): Rgb | undefined {
  const hex = /^#([\da-f]{3}|[\da-f]{6})$/i.exec(text.trim())?.[1]
  if (hex) {
    const full = hex.length === 3 ? [...hex].map((digit) => digit + digit).join('') : hex
    const at = (index: number) => Number.parseInt(full.slice(index, index + 2), 16)
    return [at(0), at(2), at(4)]
  }
  const parts = /^rgb\(\s*(\d{1,3})[\s,]+(\d{1,3})[\s,]+(\d{1,3})\s*\)$/i.exec(text.trim())
  if (!parts) return undefined
  const [red = 0, green = 0, blue = 0] = parts.slice(1).map((part) => Math.min(255, Number(part)))
  return [red, green, blue]
}

/** WCAG's contrast of two colours, from 1 to 21. */
export function contrastOf(a: Rgb, b: Rgb): number {
  const [dark = 0, light = 0] = [luminance(a), luminance(b)].toSorted((x, y) => x - y)
  return (light + 0.05) / (dark + 0.05)
}

function luminance(colour: Rgb): number {
  const [red = 0, green = 0, blue = 0] = colour.map((part) => {
    const value = part / 255
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

function mixed(a: Rgb, b: Rgb, part: number): Rgb {
  const at = (index: 0 | 1 | 2) => a[index] + (b[index] - a[index]) * Math.min(1, part)
  return [at(0), at(1), at(2)]
}

function hexOf(colour: Rgb): string {
  return `#${colour.map((part) => Math.round(part).toString(16).padStart(2, '0')).join('')}`
}
