/** An entity of each kind in which every field that is free holds something hostile. */
const script = '<script>alert(1)</script>'
const image = '<img src=x onerror=alert(1)>'
const link = "javascript:alert('link')"
const turned = '\\u202Egnp.exe'
const markdown = `[click](${link}) ![x](${link}) <iframe src=${link}></iframe> **bold** ${script}`
const long = 'x'.repeat(10_000)
const quoted = (text: string) => `"${text.replaceAll('"', '\\"')}"`

const metadata = (name: string) => `metadata:
  name: ${name}
  title: ${quoted(`${image} ${turned} ${name}`)}
  description: ${quoted(`${markdown} \\u0645\\u0631\\u062d\\u0628\\u0627 \\U0001F600 ${long}`)}
  labels: { stage.example/label: plain }
  annotations:
    stage.example/note: ${quoted(`${script}${image}`)}
    backstage.io/view-url: ${quoted(link)}
    backstage.io/edit-url: "data:text/html,${script}"
    backstage.io/techdocs-ref: ${quoted(link)}
  links:
    - { url: ${quoted(link)}, title: ${quoted(image)}, icon: ${quoted(script)}, type: ${quoted(image)} }
    - { url: "vbscript:x", title: Second }
    - { url: "https://links.stage.example/${'a'.repeat(2000)}", title: ${quoted(`</a>${script}`)} }`

const entity = (kind: string, name: string, spec: string) =>
  `apiVersion: backstage.io/v1alpha1\nkind: ${kind}\n${metadata(name)}\nspec:\n${spec}`

const common = `  type: ${quoted(`<i>${image}</i>`)}
  lifecycle: ${quoted(`${script} \\u0627\\u0644`)}`

export const hostileEntities: Record<string, string> = {
  'component/hostile-one': entity(
    'Component',
    'hostile-one',
    `${common}
  owner: hostile-group
  system: hostile-system
  providesApis: [hostile-api]
  dependsOn: [resource:hostile-store, resource:nobody-made-this]
  extra: { ${quoted(image)}: [${quoted(script)}, { deep: ${quoted(link)} }] }
`,
  ),
  'api/hostile-api': entity(
    'API',
    'hostile-api',
    `${common}
  owner: hostile-group
  system: hostile-system
  definition: ${quoted(`${script}${image}${markdown}`)}
`,
  ),
  'resource/hostile-store': entity('Resource', 'hostile-store', `${common}\n  owner: hostile-group\n`),
  'system/hostile-system': entity('System', 'hostile-system', '  owner: hostile-group\n'),
  'group/hostile-group': entity(
    'Group',
    'hostile-group',
    `  type: ${quoted(image)}
  profile: { displayName: ${quoted(`${image} crew`)}, email: ${quoted(`x@y.z?body=${script}`)}, picture: ${quoted(link)} }
  children: []
  members: [hostile-user]
`,
  ),
  'user/hostile-user': entity(
    'User',
    'hostile-user',
    `  profile: { displayName: ${quoted(`${image} person`)}, email: ${quoted(link)}, picture: ${quoted(`data:text/html,${script}`)} }
  memberOf: [hostile-group]
`,
  ),
}

export const hostileFile = Object.values(hostileEntities).join('---\n')
