import type { Problem } from '@callboard/sdk/model'
import { signInProblems } from '../../features/identity/server/sign-in/examine.ts'
import { type Examination, problemAt } from './examine.ts'

/** Whether the providers of the config could sign anybody in, and how their tokens are signed. */
export function checkSignIn({ config: { reader } }: Examination): Problem[] {
  const problems = signInProblems(reader).map(({ key, reason, hint }) =>
    problemAt(reader, key, 'warning', reason, hint),
  )
  const otherThan = (key: string, known: string[], sentence: (told: string) => string, hint: string) => {
    const told = reader.get(key) ?? known[0]
    if (!known.includes(String(told))) {
      problems.push(problemAt(reader, key, 'warning', sentence(String(told)), hint))
    }
  }
  otherThan(
    'auth.identityTokenAlgorithm',
    ['ES256'],
    (told) => `Tokens are signed with ES256 here, not with '${told}'`,
    'Remove the key: clients take the algorithm from the published keys',
  )
  otherThan(
    'auth.keyStore.provider',
    ['database', 'memory', 'static'],
    (told) => `There is no key store '${told}' here: keys are kept in the database`,
    'Remove the key, or use static or memory',
  )
  return problems
}
