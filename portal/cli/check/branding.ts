import { accentOf } from '@callboard/sdk/accent'
import type { Problem } from '@callboard/sdk/model'
import { type Examination, problemAt } from './examine.ts'

const colours = [
  ['app.branding.theme.light.primaryColor', 'light'],
  ['app.branding.theme.dark.primaryColor', 'dark'],
] as const
const pictures = ['iconLogo', 'fullLogo', 'favicon'].flatMap((key) =>
  ['', '.light', '.dark'].map((theme) => `app.branding.${key}${theme}`),
)

/** Colours that could not be read by everybody, and pictures that browsers would not load. */
export function checkBranding({ config }: Examination): Problem[] {
  const { reader } = config
  const problems: Problem[] = []
  for (const [key, theme] of colours) {
    const own = textOf(reader.get(key))
    const at = own === undefined ? 'app.branding.primaryColor' : key
    const given = own ?? textOf(reader.get(at))
    if (given === undefined) continue
    const accent = accentOf(given, theme)
    if (!accent) {
      const hint = 'Write it as #rrggbb or rgb(1, 2, 3)'
      if (problems.every((problem) => !problem.message.startsWith(at))) {
        problems.push(problemAt(reader, at, 'warning', `${at} is no colour this portal can read`, hint))
      }
    } else if (accent.isMoved) {
      const message = `${given} is too weak on the ${theme} theme (contrast ${accent.contrast.toFixed(1)}, wanted 4.5), so ${accent.accent} is shown`
      const hint = `Write a colour for this theme alone in app.branding.theme.${theme}.primaryColor`
      problems.push(problemAt(reader, at, 'warning', message, hint))
    }
  }
  for (const key of pictures) {
    const address = textOf(reader.get(key))
    if (
      address === undefined ||
      /^(https:\/\/|data:image\/|\.?\/(?!\/)|<svg[\s>]|<\?xml|<!--)/i.test(address)
    )
      continue
    const message = `${key} cannot be shown: browsers load pictures over https or from the config itself`
    problems.push(
      problemAt(reader, key, 'warning', message, 'Write an https address, a path, or data:image/…'),
    )
  }
  return problems
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined
}
