import type { Problem } from '@callboard/sdk/model'
import { type Examination, problemAt } from './examine.ts'

/** Addresses, CORS and TLS: settings whose mistakes show only in a browser. */
export function checkNetwork({ config }: Examination): Problem[] {
  const { reader } = config
  const problems: Problem[] = []
  const origins = [reader.get('backend.cors.origin')].flat().filter((origin) => typeof origin === 'string')
  for (const origin of origins) {
    if (!URL.canParse(origin) || origin.includes('*')) continue
    const { origin: bare } = new URL(origin)
    if (bare === 'null' || bare === origin) continue
    const message = `backend.cors.origin '${origin}' never matches: an origin has no path and no slash at its end`
    problems.push(problemAt(reader, 'backend.cors.origin', 'warning', message, `Write ${bare}`))
  }
  for (const part of ['cert', 'key'] as const) {
    const key = `backend.https.certificate.${part}`
    const value = reader.get(key)
    if (typeof value !== 'string' || value.includes('-----BEGIN')) continue
    const message = `${key} is not PEM text`
    problems.push(
      problemAt(reader, key, 'error', message, `To read it from a file write ${part}: { $file: ./tls.pem }`),
    )
  }
  return problems
}
