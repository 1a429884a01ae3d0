/** The policy in the browser: a role is built, tried on the catalog, saved, explained, and seen in the audit log. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { axe, enter, openBrowser, overflowOf, settled, shoot, visit, widthsIn } from './browser.ts'
import { openStage, type Stage } from './stage.ts'

let browser: Browser
let stage: Stage
before(async () => {
  const permission = {
    enabled: true,
    policy: {
      admins: ['user:development/guest'],
      roles: {
        auditor: { title: 'Auditor', rules: [{ effect: 'allow', permissions: ['audit.read'] }] },
      },
      assignments: [{ role: 'auditor', groups: ['group:default/lights'] }],
    },
  }
  ;[browser, stage] = await Promise.all([openBrowser(), openStage({ config: { permission } })])
})
after(async () => {
  await browser?.close()
  await stage?.close()
})

test('a role is built with a form, tried on the catalog before it is saved, and then explained and undone', async () => {
  const { page, close } = await visit(browser)
  await enter(page, `${stage.base}/admin/permissions`)
  await page.getByRole('row', { name: /Auditor.*app-config/ }).waitFor()
  await page.getByRole('link', { name: 'New role' }).click()
  await page.getByLabel('Name', { exact: true }).fill('lamp-keepers')
  await page.getByLabel('Title').fill('Lamp keepers')
  await page.getByRole('button', { name: 'Add a rule' }).click()
  await page.getByRole('button', { name: 'Deny' }).click()
  await addChip(page, 'Permissions', 'catalog.entity.read')
  await page.getByRole('button', { name: 'Only where…' }).click()
  await page.getByLabel('Condition', { exact: true }).selectOption('IS_ENTITY_KIND')
  await addChip(page, 'Kinds', 'component')
  await page
    .getByText(/where the kind is component/)
    .first()
    .waitFor()
  await addChip(page, 'Groups', 'group:default/lights')
  await page.getByRole('button', { name: 'See the effect before saving' }).click()
  const effect = page.getByRole('region', { name: 'Effect' })
  await effect
    .getByRole('row', { name: /catalog\.entity\.read/ })
    .first()
    .waitFor()
  await effect.locator('[data-entity-ref^="component:default/"]').first().waitFor()
  await shoot(page, 'permissions-effect')
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  const row = page.getByRole('row', { name: /Lamp keepers/ })
  await row.getByText('made here').waitFor()
  await row.getByRole('link', { name: 'lights' }).waitFor()

  const user = await someUser()
  const query = `user=${user}&permission=catalog.entity.read&entity=component:default/mixer`
  await page.goto(`${stage.base}/admin/permissions/why?${query}`)
  await page.getByRole('heading', { name: /^No, .* may not do this to mixer$/ }).waitFor()
  await page
    .getByRole('row', { name: /lamp-keepers, rule 1/ })
    .getByText('decides')
    .waitFor()
  await shoot(page, 'permissions-why')

  await page.goto(`${stage.base}/admin/permissions/role?name=lamp-keepers`)
  await page.getByRole('button', { name: 'Remove this role…' }).click()
  const removal = page.getByRole('region', { name: 'Remove this role' })
  await removal.getByRole('button', { name: 'Remove it' }).click()
  await row.waitFor({ state: 'detached' })
  await page.goto(`${stage.base}/admin/permissions/versions`)
  await page.getByRole('button', { name: 'Restore version 1' }).click()
  await page.getByText('Restored version 1').waitFor()
  await close()
})

test('the policy of the RBAC plugin is shown before it is taken over', async () => {
  const { page, close } = await visit(browser)
  await enter(page, `${stage.base}/admin/permissions/import`)
  await page
    .getByLabel('Policy file')
    .fill(
      'p, role:default/dev, catalog.entity.read, read, allow\ng, group:default/lights, role:default/dev\nnonsense',
    )
  await page.getByRole('button', { name: 'See what comes of it' }).click()
  await page.getByRole('region', { name: 'role:default/dev' }).waitFor()
  await page.getByText(/Line 3/).waitFor()
  await shoot(page, 'permissions-import')
  await close()
})

test('somebody who may less is offered neither tabs nor deeds, at no moment, and told why a button is off', async () => {
  const { page, close } = await visit(browser)
  const allowed = new Set(['catalog.entity.read', 'catalog.location.read'])
  let answerNow = () => {}
  const held = new Promise<void>((resolve) => {
    answerNow = resolve
  })
  await permit(page, async (name) => {
    await held
    return allowed.has(name)
  })
  await enter(page, `${stage.base}/catalog/default/component/mixer`)
  const nav = page.getByRole('navigation', { name: 'Main', exact: true })
  assert.equal(await nav.getByRole('link', { name: 'Admin' }).isVisible(), false)
  answerNow()
  await nav.locator('a[href$="/admin"]').waitFor({ state: 'detached' })
  await page.getByRole('button', { name: 'More' }).click()
  const item = page.getByRole('menuitem', { name: /Unregister entity/ })
  await item.getByText(/You need the permission catalog\.entity\.delete/).waitFor()
  assert.equal(await item.isDisabled(), true)
  await page.keyboard.press('Escape')
  await page.goto(`${stage.base}/admin/problems`)
  const tabs = page.getByRole('navigation', { name: 'Admin' })
  await tabs.getByRole('link', { name: 'Problems' }).waitFor()
  assert.deepEqual(await tabs.getByRole('link').allInnerTexts(), ['Sources', 'Problems'])
  await page.keyboard.press('Control+k')
  const palette = page.getByRole('dialog', { name: 'Search' })
  await palette.getByRole('option', { name: 'Sign out' }).waitFor()
  for (const name of [/Register an existing/, /Service tokens/, /Audit log/, /Roles and who/]) {
    assert.equal(await palette.getByRole('option', { name }).count(), 0, String(name))
  }
  await close()
})

for (const width of [1440, 360]) {
  test(`who may read the audit log and nothing else of operators finds it under Admin, ${width} px`, async () => {
    const { page, close } = await visit(browser, { viewport: { width, height: 740 } })
    const allowed = new Set(['catalog.entity.read', 'catalog.location.read', 'audit.read'])
    await permit(page, (name) => allowed.has(name))
    await enter(page, `${stage.base}/catalog`)
    await page.locator('nav a[href$="/admin"]:visible').click()
    await page.getByRole('heading', { name: 'Audit log', level: 1 }).waitFor()
    const tabs = page.getByRole('navigation', { name: 'Admin' })
    assert.deepEqual(await tabs.getByRole('link').allInnerTexts(), ['Sources', 'Problems', 'Audit log'])
    await close()
  })
}

/** Answers what the page asks of the policy. */
async function permit(page: Page, may: (permission: string) => boolean | Promise<boolean>): Promise<void> {
  await page.context().route('**/api/permission/authorize', async (route) => {
    const { items } = route.request().postDataJSON() as {
      items: { id: string; permission: { name: string } }[]
    }
    const answers = items.map(async ({ id, permission: { name } }) => ({
      id,
      result: (await may(name)) ? 'ALLOW' : 'DENY',
    }))
    await route.fulfill({ json: { items: await Promise.all(answers) } })
  })
}

test('another policy counts at once in the tab that saved it', async () => {
  const { page, close } = await visit(browser)
  let mayRegister = true
  await permit(page, (name) => name !== 'catalog.location.create' || mayRegister)
  await enter(page, `${stage.base}/catalog?filters[user]=all`)
  const register = page.getByRole('link', { name: 'Register', exact: true })
  await register.waitFor()
  await page
    .getByRole('navigation', { name: 'Main', exact: true })
    .getByRole('link', { name: 'Admin' })
    .click()
  const tabs = page.getByRole('navigation', { name: 'Admin' })
  await tabs.getByRole('link', { name: 'Permissions' }).click()
  await page.getByRole('link', { name: /Versions/ }).click()
  mayRegister = false
  await page.getByRole('button', { name: 'Restore version 1' }).click()
  await page.getByText('Restored version 1').waitFor()
  await page
    .getByRole('navigation', { name: 'Main', exact: true })
    .getByRole('link', { name: 'Catalog' })
    .click()
  await page.getByRole('row', { name: /Lamp desk/ }).waitFor()
  await register.waitFor({ state: 'detached' })
  await close()
})

test('the audit log shows what was done, filters by the address, and opens an event', async () => {
  const { page, close } = await visit(browser)
  await enter(page, `${stage.base}/admin/audit?text=lamp-keepers`)
  const row = page.getByRole('row', { name: /permission\.policy/ }).first()
  await row.getByRole('button').click()
  const drawer = page.getByRole('dialog')
  await drawer.getByRole('region', { name: 'Detail', exact: true }).waitFor()
  await page.waitForURL(/event=\d+/)
  await page.reload()
  await drawer.waitFor()
  await drawer.getByRole('button', { name: 'Close' }).click()
  await page.getByRole('button', { name: 'Outcome' }).click()
  await page.getByLabel(/succeeded/).check()
  await page.waitForURL(/outcome/)
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'JSON lines' }).click(),
  ])
  assert.match(download.suggestedFilename(), /^audit-.*\.jsonl$/)
  await close()
})

const pages: [name: string, path: string, open?: (page: Page) => Promise<void>][] = [
  ['permissions', '/admin/permissions'],
  ['permissions-role', '/admin/permissions/role?name=member'],
  ['permissions-new', '/admin/permissions/role', openRule],
  ['permissions-matrix', '/admin/permissions/matrix'],
  ['permissions-why', '/admin/permissions/why?user=user:development/guest&permission=catalog.entity.delete'],
  ['permissions-import', '/admin/permissions/import'],
  ['permissions-versions', '/admin/permissions/versions'],
  ['audit', '/admin/audit'],
  ['audit-event', '/admin/audit', openEvent],
  ['audit-nothing', '/admin/audit?text=nothing-is-called-this'],
  ['settings', '/settings'],
  ['settings-providers', '/settings/auth-providers'],
  ['settings-tokens', '/settings/tokens', makeToken],
  ['admin-tokens', '/admin/tokens'],
]

async function openRule(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Add a rule' }).click()
  await page.getByRole('button', { name: 'Only where…' }).click()
}

async function openEvent(page: Page): Promise<void> {
  await page.getByRole('row').getByRole('button').first().click()
  await page.getByRole('dialog').waitFor()
}

async function makeToken(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'New token' }).click()
  await page.getByLabel('Name').fill('a script')
  await page.getByRole('button', { name: 'Make it' }).click()
  await page.locator('[data-token]').waitFor()
}

for (const colorScheme of ['light', 'dark'] as const) {
  for (const width of widthsIn(colorScheme)) {
    test(`pages of permissions, tokens and the audit log are accessible, ${width} px, ${colorScheme}`, async () => {
      const { page, close } = await visit(browser, {
        colorScheme,
        viewport: { width, height: width === 360 ? 740 : 900 },
        reducedMotion: 'reduce',
      })
      await enter(page, stage.base)
      for (const [name, path, open] of pages) {
        await page.goto(stage.base + path)
        await page.getByRole('heading', { level: 1 }).first().waitFor()
        await settled(page)
        await open?.(page)
        await shoot(page, `${name}-${width}-${colorScheme}`)
        assert.deepEqual(await axe(page), [], `axe on ${name}`)
        const tooWide = await overflowOf(page)
        assert.ok(tooWide <= 0, `${name} is ${tooWide} px wider than the screen`)
      }
      await close()
    })
  }
}

async function addChip(page: Page, label: string, value: string): Promise<void> {
  const field = page.getByRole('combobox', { name: label, exact: true })
  await field.fill(value)
  await field.press('Enter')
  await page.getByRole('button', { name: `Remove ${value}` }).waitFor()
}

/** Somebody of the group that the role is given to. */
async function someUser(): Promise<string> {
  const { items } = await stage.product.json<{ items: { metadata: { name: string } }[] }>(
    '/api/catalog/entities/by-query?filter=kind=user,relations.memberOf=group:default/lights&limit=1',
  )
  return `user:default/${items[0]?.metadata.name}`
}
