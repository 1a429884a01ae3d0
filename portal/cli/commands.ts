import type { Command, Flag } from './flags.ts'

const config: Flag = {
  type: 'text',
  value: '<file>',
  isRepeatable: true,
  about: 'config file; a later one wins over an earlier one',
}
const dataDir: Flag = { type: 'text', value: '<folder>', about: 'where data is kept; ./data unless told' }
const json: Flag = { type: 'yes', about: 'print the result as JSON' }
const strict: Flag = { type: 'yes', about: 'end with exit code 1 for warnings too' }

/** Every command, in the order of help. */
export const commands: readonly Command[] = [
  {
    name: 'serve',
    summary: 'Starts the portal and keeps it running.',
    flags: {
      config,
      port: { type: 'text', value: '<number>', about: 'port to listen on; wins over backend.listen' },
      host: { type: 'text', value: '<address>', about: 'address to listen on; all unless told' },
      'data-dir': dataDir,
    },
    about: [
      'Without --config the files app-config.yaml and app-config.local.yaml of this folder are read, and when there are none the sample company is shown. With --config only the files given are read.',
      'Environment variables APP_CONFIG_… win over every file: APP_CONFIG_backend_listen_port=8080.',
    ],
    examples: [
      ['callboard serve', 'the sample company on http://localhost:7007'],
      ['callboard serve --config app-config.yaml --port 7010', 'your own config on another port'],
    ],
    load: () => import('./serve.ts'),
  },
  {
    name: 'check',
    summary: 'Examines a config: every problem with its place, its reason and what to do.',
    flags: {
      config,
      port: { type: 'text', value: '<number>', about: 'port the portal would be started with' },
      'data-dir': dataDir,
      offline: { type: 'yes', about: 'do not try the database and the port' },
      print: { type: 'yes', about: 'print the merged config, secrets hidden' },
      strict,
      json,
    },
    about: [
      'Reads the config as `serve` would and tries what it names: the database, the files and hosts of catalog.locations, sign-in, the port. Changes nothing. Set the same environment variables as for `serve`, NODE_ENV included.',
      'Exit code 0: it can be started (there may be warnings). 1: there are errors. 2: the command was not understood.',
    ],
    examples: [
      ['callboard check', 'the config of this folder'],
      [
        'NODE_ENV=production callboard check --config app-config.yaml --strict',
        'as a gate before a deployment',
      ],
    ],
    load: () => import('./check.ts'),
  },
  {
    name: 'validate',
    summary: 'Validates catalog files, as the catalog itself would.',
    operands: '<files or folders…>',
    needsOperands: true,
    flags: {
      config: { ...config, about: 'config whose integrations and catalog.rules count' },
      strict,
      json,
    },
    about: [
      'Every document is read, checked and processed; nothing is stored. In a folder the YAML files that hold entities are found; patterns like "services/**/catalog-info.yaml" work too.',
      'Without --config every kind is allowed. Exit code 1 when a document would be refused.',
    ],
    examples: [
      ['callboard validate catalog-info.yaml', 'one file'],
      ['callboard validate --config app-config.yaml .', 'a whole repository, by the rules of your portal'],
    ],
    load: () => import('./validate.ts'),
  },
  {
    name: 'export',
    summary: 'Writes the whole catalog as YAML or JSON lines.',
    flags: {
      format: {
        type: 'text',
        value: '<yaml|json>',
        about: 'documents in one YAML file, or one JSON object a line; yaml',
      },
      kind: { type: 'text', value: '<kind>', isRepeatable: true, about: 'only entities of this kind' },
      full: { type: 'yes', about: 'with uid, etag, relations and status' },
      output: { type: 'text', value: '<file>', about: 'write here instead of to standard output' },
      url: {
        type: 'text',
        value: '<address>',
        about: 'ask the portal running there instead of reading its database',
      },
      token: { type: 'text', value: '<token>', about: 'token for --url; also CALLBOARD_TOKEN' },
      config,
      'data-dir': dataDir,
    },
    about: [
      'Reads the database the config names, or asks a running portal with --url (any Backstage will do). Without --token it signs in as guest where that is allowed.',
    ],
    examples: [
      ['callboard export --output catalog.yaml', 'from the database of this folder'],
      [
        'callboard export --url https://portal.example.com --format json --kind Group',
        'from a running portal',
      ],
    ],
    load: () => import('./export.ts'),
  },
]
