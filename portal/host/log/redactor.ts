/**
 * Keeps secrets out of log lines. Works on the finished line, so that nothing can slip past by standing in an
 * unexpected field, a nested error or a URL.
 */
export interface Redactor {
  /** Values never to be written, e.g. every secret of the config. Those under 6 characters are ignored. */
  add(secrets: Iterable<string>): void
  redact(text: string): string
}

const shortestSecret = 6
/** Where databases are named, passwords may stand; this name is SQLite's own. */
const inMemory = ':memory:'
export const redacted = '***'

/** What is secret by its form. Each pattern is linear: it never backtracks over what it has read. */
const forms: [RegExp, string][] = [
  [/:\/\/([^\s/:@"\\]*):[^\s/"\\]+@/g, `://$1:${redacted}@`],
  [/\b(bearer|basic) +[a-z0-9._~+/-]{12,}=*/gi, `$1 ${redacted}`],
  [/\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]{8,}/g, `eyJ${redacted}`],
  [/\b(cb_(?:pat|svc)_)[0-9A-Za-z]{16,}/g, `$1${redacted}`],
  [
    /([?&;](?:[a-z_-]{0,20}token|api_?key|key|secret|client_secret|password|sig|signature)=)[^&\s"'#\\]{4,}/gi,
    `$1${redacted}`,
  ],
  [/\b(gh[pousr]_|github_pat_|glpat-|xox[abp]-)[\w-]{16,}/g, `$1${redacted}`],
  [/-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----[^-]*-----END [A-Z ]{0,30}PRIVATE KEY-----/g, redacted],
]

export function createRedactor(): Redactor {
  const known = new Set<string>()
  let longestFirst: string[] = []
  return {
    add(secrets) {
      for (const secret of secrets) {
        if (secret.length < shortestSecret || secret === inMemory) continue
        for (const written of waysToWrite(secret)) known.add(written)
      }
      // A secret that contains another must go first, or its rest would stay.
      longestFirst = [...known].sort((a, b) => b.length - a.length)
    },
    redact(text) {
      let clean = text
      for (const secret of longestFirst) {
        if (clean.includes(secret)) clean = clean.replaceAll(secret, redacted)
      }
      for (const [form, replacement] of forms) clean = clean.replace(form, replacement)
      return clean
    },
  }
}

/** As it is, inside a JSON string, inside a URL, and line by line for keys of several lines. */
function waysToWrite(secret: string): Set<string> {
  const escaped = JSON.stringify(secret).slice(1, -1)
  const lines = secret.split('\n').filter((line) => line.length >= 20)
  return new Set([secret, escaped, encodeURIComponent(secret.toWellFormed()), ...lines])
}
