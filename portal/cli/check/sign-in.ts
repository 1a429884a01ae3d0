import type { Problem } from '@callboard/sdk/model'
import { signInProblems } from '../../features/identity/server/sign-in/examine.ts'
import { type Examination, problemAt } from './examine.ts'

/** Whether the providers of the config could sign anybody in. */
export function checkSignIn({ config: { reader } }: Examination): Problem[] {
  const problems = signInProblems(reader).map(({ key, reason, hint }) =>
    problemAt(reader, key, 'warning', reason, hint),
  )
  const algorithm = reader.get('auth.identityTokenAlgorithm')
  if (algorithm === undefined || algorithm === null || algorithm === 'ES256') return problems
  const message = `Tokens are signed with ES256 here, not with '${String(algorithm)}'`
  const hint = 'Remove the key: clients take the algorithm from the published keys'
  return [...problems, problemAt(reader, 'auth.identityTokenAlgorithm', 'warning', message, hint)]
}
