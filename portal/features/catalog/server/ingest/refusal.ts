import type { Problem } from '@callboard/sdk/model'
import { limits } from './limits.ts'

export const splitHint = 'Split it into several files and list them in a Location.'

/** Why a text is no catalog file at all, whatever its documents may be; undefined when it can be one. */
export function refusalOf(text: string, fileName: string): Problem | undefined {
  const at = { file: fileName, line: 1 }
  if (text.length > limits.fileChars) {
    const megabytes = Math.round(limits.fileChars / 1024 / 1024)
    const message = `${fileName} is larger than ${megabytes} MB`
    return { severity: 'error', name: 'PayloadTooLargeError', message, hint: splitHint, at }
  }
  if (text.includes('\u0000')) {
    const message = `${fileName} is not text: it holds NUL characters`
    const hint = 'Save it as UTF-8 text, or point the location to the right file.'
    return { severity: 'error', name: 'InputError', message, hint, at }
  }
  return undefined
}
