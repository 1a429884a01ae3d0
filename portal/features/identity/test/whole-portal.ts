import { after } from 'node:test'
import { freePort } from '../../../testing/product.ts'
import { startTestPortal, type TestPortal } from '../../../testing/start-test-portal.ts'

export interface Answer {
  backstageIdentity?: { token: string; identity: { userEntityRef: string; ownershipEntityRefs: string[] } }
  error?: { name: string; message: string }
}

export const users = `apiVersion: backstage.io/v1alpha1
kind: User
metadata: { name: ada }
spec: { memberOf: [platform], profile: { email: ada@example.com } }
---
apiVersion: backstage.io/v1alpha1
kind: Group
metadata: { name: platform }
spec: { type: team, children: [] }
`

/** The whole portal at an address it knows, with ada and her group in the catalog. */
export async function portalWith(
  providers: (baseUrl: string) => Record<string, unknown>,
  backend: object = {},
): Promise<TestPortal> {
  const at = await freePort()
  const baseUrl = `http://127.0.0.1:${at}`
  const portal = await startTestPortal(
    {
      app: { baseUrl },
      backend: { baseUrl, listen: { port: at, host: '127.0.0.1' }, ...backend },
      catalog: {
        locations: [{ type: 'file', target: './users.yaml' }],
        rules: [{ allow: ['User', 'Group'] }],
      },
      auth: { environment: 'development', providers: providers(baseUrl) },
    },
    { 'users.yaml': users },
  )
  after(() => portal.close())
  const ada = '/api/catalog/entities/by-name/user/default/ada'
  await portal.until(async () => ((await portal.call(ada)).ok ? null : 'the user'))
  return portal
}

export const xhr = { 'x-requested-with': 'XMLHttpRequest' }
export const cookiesOf = (response: Response): string =>
  response.headers
    .getSetCookie()
    .filter((cookie) => !/Max-Age=0\b/.test(cookie))
    .map((cookie) => cookie.split(';')[0])
    .join('; ')
export const answerOf = async (response: Response): Promise<Answer> => (await response.json()) as Answer
export const whoIs = async (response: Response): Promise<string> => {
  const answer = await answerOf(response)
  return answer.backstageIdentity?.identity.userEntityRef ?? `${response.status} ${answer.error?.message}`
}
