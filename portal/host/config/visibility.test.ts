// biome-ignore-all lint/suspicious/noTemplateCurlyInString: ${NAME} is the syntax under test
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { loadText } from '../../testing/config-files.ts'

const text = `
app:
  title: Portal
  baseUrl: http://localhost:7007
  branding: { primaryColor: '#123456', iconLogo: { $file: logo.svg } }
  analytics: { ga4: { measurementId: G-1 } }
organization: { name: Fernhaven }
backend:
  database:
    client: pg
    connection: postgres://bob:hunter2@db/x
  auth: { externalAccess: [{ type: static, options: { token: abcdefgh, subject: ci } }] }
integrations:
  github: [{ host: ghe.example.com, apiBaseUrl: 'https://ghe.example.com/api/v3', token: '\${MY_TOKEN}' }]
auth:
  environment: production
  backstageTokenExpiration: 1h
  providers: { oidc: { production: { clientId: id, clientSecret: s3cret, tokenEndpointAuthMethod: none } } }
scaffolder: { defaultEnvironment: { secrets: { A: topsecret } } }
proxy: { endpoints: { /x: { target: 'https://u:pw@x.example.com', headers: { X-Key: '\${MY_TOKEN}' } } } }
catalog: { readonly: true, import: { entityFilename: catalog-info.yaml } }
jenkins: { apiKey: k3y, user: u }
`
const beside = { 'logo.svg': '<svg/>' }
const env = { MY_TOKEN: 'ghp_xyz' }

test('the browser gets what is marked for it and nothing else', async () => {
  const [{ data, context } = { data: {}, context: '' }] = (
    await loadText(text, { env, beside })
  ).publicConfig()
  assert.equal(context, 'app-config.yaml')
  assert.deepEqual(data, {
    app: {
      title: 'Portal',
      baseUrl: 'http://localhost:7007',
      branding: { primaryColor: '#123456', iconLogo: '<svg/>' },
      analytics: { ga4: { measurementId: 'G-1' } },
    },
    organization: { name: 'Fernhaven' },
    backend: { baseUrl: 'http://localhost:7007' },
    integrations: { github: [{ host: 'ghe.example.com', apiBaseUrl: 'https://ghe.example.com/api/v3' }] },
    auth: { environment: 'production' },
    catalog: { readonly: true, import: { entityFilename: 'catalog-info.yaml' } },
  })
})

test('a redacted config holds no secret and everything else', async () => {
  const config = await loadText(text, { env, beside })
  const shown = JSON.stringify(config.redacted())
  for (const secret of ['hunter2', 'abcdefgh', 'ghp_xyz', 's3cret', 'topsecret', ':pw@', 'k3y']) {
    assert.ok(!shown.includes(secret), secret)
  }
  for (const plain of [
    'Fernhaven',
    '"ci"',
    '"1h"',
    '"none"',
    'https://u:<secret>@x.example.com',
    'ghe.example.com',
  ]) {
    assert.ok(shown.includes(plain), plain)
  }
  assert.ok(config.isSecret('integrations.github[0].token'))
  assert.ok(config.isSecret('integrations.github.0.token'))
  assert.ok(!config.isSecret('app.title'))
  assert.ok(config.secrets().includes('s3cret'))
})
