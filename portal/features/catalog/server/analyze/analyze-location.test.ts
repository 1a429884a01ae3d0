import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import { PortalError } from '@callboard/sdk'
import type { LocationRef } from '@callboard/sdk/model'
import { type FakeGithub, startFakeGithub } from '../../../../testing/github/fake-github.ts'
import { keptLog, settingsFor } from '../read/reader-for-tests.ts'
import { type AnalyzeDeps, analyzeLocation } from './analyze-location.ts'
import { ownersOfAll } from './code-owners.ts'

let github: FakeGithub
beforeEach(async () => {
  github = await startFakeGithub({
    'acme/shop': { 'catalog-info.yaml': 'good', 'b/catalog-info.yaml': 'good', 'old-catalog-info.yaml': 'x' },
    'acme/empty': { 'README.md': '' },
    'acme/owned': { 'docs/CODEOWNERS': '* @acme/nobody @acme/lights # who else\n/src @acme/sound\n' },
    'acme/strange': { '.github/CODEOWNERS': '* @ada\n', CODEOWNERS: '* @acme/lights\n' },
    'acme/unowned': { CODEOWNERS: '* @acme/lights\n/docs @ada\n*\n' },
  })
  github.tokens.add('t')
})
afterEach(() => github.close())

const entity = { apiVersion: 'backstage.io/v1alpha1', kind: 'Component', metadata: { name: 'shop' } }

function deps(token: string | null, dryRun: AnalyzeDeps['dryRun'] = async () => [entity]): AnalyzeDeps {
  const { apiBaseUrl, rawBaseUrl } = github
  return {
    settings: settingsFor({ github: [{ host: 'github.com', apiBaseUrl, rawBaseUrl, token }] }),
    fetch,
    log: keptLog(),
    dryRun,
    ownerRef: async (written) => (written === '@acme/lights' ? 'group:default/lights' : null),
    isRegistered: async (location: LocationRef) => location.target.includes('/b/'),
  }
}

const url = (target: string) => ({ type: 'url', target })

test('with a token, every catalog file of the repository is reported', async () => {
  const { existingEntityFiles, generateEntities } = await analyzeLocation(
    deps('t'),
    url('https://github.com/acme/shop'),
  )
  assert.deepEqual(generateEntities, [])
  assert.deepEqual(
    existingEntityFiles.map(({ location, isRegistered }) => [location.target, isRegistered]),
    [
      ['https://github.com/acme/shop/blob/main/b/catalog-info.yaml', true],
      ['https://github.com/acme/shop/blob/main/catalog-info.yaml', false],
    ],
  )
  assert.deepEqual(existingEntityFiles[0]?.entity, entity)
})

test('without a token, the usual place is looked at', async () => {
  const { existingEntityFiles } = await analyzeLocation(deps(null), url('https://github.com/acme/shop'))
  assert.deepEqual(
    existingEntityFiles.map(({ location }) => location.target),
    ['https://github.com/acme/shop/blob/main/catalog-info.yaml'],
  )
})

test('a repository without catalog files gets a draft with its slug', async () => {
  for (const token of [null, 't']) {
    const { existingEntityFiles, generateEntities } = await analyzeLocation(
      deps(token),
      url('https://github.com/acme/empty.git'),
    )
    assert.deepEqual(existingEntityFiles, [])
    assert.deepEqual(generateEntities, [
      {
        entity: {
          apiVersion: 'backstage.io/v1alpha1',
          kind: 'Component',
          metadata: { name: 'empty', annotations: { 'github.com/project-slug': 'acme/empty' } },
          spec: { type: 'other', lifecycle: 'unknown' },
        },
        fields: [],
      },
    ])
  }
})

test('a draft takes its owner from CODEOWNERS, read where GitHub reads it', async () => {
  const owned: [string, object[]][] = [
    [
      'acme/owned',
      [
        {
          field: 'spec.owner',
          state: 'analysisSuggestedValue',
          value: 'group:default/lights',
          description: '`docs/CODEOWNERS` names @acme/lights for the whole repository.',
        },
      ],
    ],
    [
      'acme/strange',
      [
        {
          field: 'spec.owner',
          state: 'needsUserInput',
          value: 'user:ada',
          description: '`.github/CODEOWNERS` names @ada, whom the catalog does not know.',
        },
      ],
    ],
    [
      'acme/unowned',
      [
        {
          field: 'spec.owner',
          state: 'needsUserInput',
          value: null,
          description: '`CODEOWNERS` names nobody for the whole repository.',
        },
      ],
    ],
  ]
  for (const token of [null, 't']) {
    for (const [repository, fields] of owned) {
      const { generateEntities } = await analyzeLocation(deps(token), url(`https://github.com/${repository}`))
      assert.deepEqual(generateEntities[0]?.fields, fields)
    }
  }
  const own = { ...deps('t'), ownerRef: () => Promise.reject(new Error('no database')) }
  const { generateEntities } = await analyzeLocation(own, url('https://github.com/acme/owned'))
  assert.deepEqual(generateEntities[0]?.fields, [], 'a draft all the same')
})

test('of CODEOWNERS the last rule about everything counts, and only what can be an owner', () => {
  const cases: [string, string[]][] = [
    ['', []],
    ['# * @acme/lights', []],
    ['* @acme/lights', ['@acme/lights']],
    ['*\t@a\r\n* @b ada@acme.example  #@c\r\n*.js @d', ['@b', 'ada@acme.example']],
    ['/** @a', ['@a']],
    ['* acme/lights @ @a/b/c <b> @x/y', ['@x/y']],
    ['* @a\n*', []],
  ]
  for (const [text, owners] of cases) assert.deepEqual(ownersOfAll(text), owners, text)
  const began = performance.now()
  ownersOfAll(`${' '.repeat(500_000)}#${'\t'.repeat(500_000)}@`)
  assert.ok(performance.now() - began < 500)
})

test('a host without integration gets a draft named after the last part of the path', async () => {
  const { generateEntities } = await analyzeLocation(deps(null), url('https://git.example.com/a/b/thing'))
  assert.deepEqual(generateEntities[0]?.entity.metadata, { name: 'thing' })
})

test('GitHub in trouble does not keep anyone from starting with a draft', async () => {
  github.brokenWith = 500
  const { generateEntities, trouble } = await analyzeLocation(deps('t'), url('https://github.com/acme/shop'))
  assert.equal(generateEntities[0]?.entity.metadata.name, 'shop')
  assert.match(trouble?.message ?? '', /answered 500/)
})

test('a place that could not be looked at says why, beside the draft', async () => {
  const troubles: [string | null, string, RegExp, RegExp][] = [
    ['wrong', 'https://github.com/acme/shop', /answered 401/, /token of integrations\.github/],
    ['t', 'https://github.com/acme/none', /no repository acme\/none/, /may not see it/],
    ['t', 'https://git.example.com/a/b', /does not know git\.example\.com/, /whole address of that file/],
    ['t', 'https://gitlab.com/a/b', /GitLab cannot be searched/, /whole address of that file/],
  ]
  for (const [token, target, message, hint] of troubles) {
    const { trouble, generateEntities } = await analyzeLocation(deps(token), url(target))
    assert.equal(generateEntities.length, 1, target)
    assert.match(trouble?.message ?? '', message)
    assert.match(trouble?.hint ?? '', hint)
  }
  const { trouble } = await analyzeLocation(deps('t'), url('https://github.com/acme/empty'))
  assert.equal(trouble, undefined, 'looked at, and nothing is there')
})

test('of several files the good ones are reported, and what stands against the others', async () => {
  const dryRun = async ({ target }: LocationRef) => {
    if (!target.includes('/b/')) return [entity]
    const at = { file: target, line: 3 }
    const problem = { severity: 'error', name: 'InputError', message: 'bad indentation', at }
    throw new PortalError('input', 'bad indentation', { problems: [problem] })
  }
  const analysis = await analyzeLocation(deps('t', dryRun), url('https://github.com/acme/shop'))
  assert.equal(analysis.existingEntityFiles.length, 1)
  assert.equal(analysis.problems?.[0]?.at?.line, 3)
})

test('a catalog file that cannot be used is an error, not a reason to write a second one', async () => {
  const broken = deps('t', async () => {
    throw new Error('bad indentation')
  })
  await assert.rejects(analyzeLocation(broken, url('https://github.com/acme/shop')), /bad indentation/)
})

test('what is not a URL is refused', async () => {
  await assert.rejects(analyzeLocation(deps(null), url('shop')), {
    message: 'The given location.target is not a URL',
  })
})
