/** A real Chromium from an npm package, driven by playwright-core. */
import { mkdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import chromiumPackage, { inflate, setupLambdaEnvironment } from '@sparticuz/chromium'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'

const here = dirname(fileURLToPath(import.meta.url))
const require = createRequire(import.meta.url)
export const screenshots = join(here, 'screenshots')

/** Starts the browser once per test file. */
export async function openBrowser(): Promise<Browser> {
  // One process for all pages crashes with the second context; each page gets its own instead.
  const args = chromiumPackage.args.filter((arg) => arg !== '--single-process')
  const launch = (env?: Record<string, string>) =>
    chromiumPackage.executablePath().then((executablePath) =>
      chromium.launch({
        executablePath,
        args: [...args, '--no-sandbox', '--no-zygote'],
        ...(env ? { env } : {}),
      }),
    )
  try {
    return await launch()
  } catch (error) {
    if (!/shared librar/i.test(String(error))) throw error
    // A bare image lacks NSS; the package brings it along, packed.
    const libraries = await inflate(
      join(dirname(require.resolve('@sparticuz/chromium')), '../bin/al2023.tar.br'),
    )
    setupLambdaEnvironment(join(libraries, 'lib'))
    return await launch({ ...process.env, LD_LIBRARY_PATH: join(libraries, 'lib') } as Record<string, string>)
  }
}

export interface Visit {
  page: Page
  /** Errors the page wrote to its console, and scripts the security policy stopped. */
  complaints: string[]
  close(): Promise<void>
}

/**
 * A visitor of their own: no cookies, no session. Movements are off: a menu that is still growing makes the driver
 * scroll the page under it.
 */
export async function visit(browser: Browser, options: BrowserContextOptions = {}): Promise<Visit> {
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    reducedMotion: 'reduce',
    ...options,
  })
  const page = await context.newPage()
  page.setDefaultTimeout(15_000)
  countReads(page)
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text())
  })
  return { page, complaints, close: () => context.close() }
}

/** Opens an address as a guest who signs in on the way. */
export async function enter(page: Page, address: string): Promise<void> {
  await page.goto(address)
  await page.getByRole('button', { name: 'Sign in as Guest' }).click()
  await page.getByRole('navigation', { name: 'Breadcrumb' }).waitFor()
}

/** The connection that stays open for as long as the page is. */
const live = '/api/catalog/changes'

interface Reads {
  open: Set<unknown>
  quietSince: number
}
const readsOf = new WeakMap<Page, Reads>()

/** Counts what a page is reading; the live connection does not count. */
function countReads(page: Page): void {
  const reads: Reads = { open: new Set(), quietSince: Date.now() }
  readsOf.set(page, reads)
  page.on('request', (request) => {
    if (!request.url().includes(live)) reads.open.add(request)
  })
  const ended = (request: unknown) => {
    reads.open.delete(request)
    reads.quietSince = Date.now()
  }
  page.on('requestfinished', ended)
  page.on('requestfailed', ended)
}

/** Waits until nothing has been read for a third of a second. */
export async function settled(page: Page): Promise<void> {
  await page.waitForLoadState('load')
  const end = Date.now() + 15_000
  for (;;) {
    const reads = readsOf.get(page)
    if (!reads || (reads.open.size === 0 && Date.now() - reads.quietSince > 333)) break
    if (Date.now() > end) throw new Error('The page never comes to rest')
    await page.waitForTimeout(50)
  }
  await page.evaluate('document.fonts.ready.then(() => undefined)')
}

export async function shoot(page: Page, name: string): Promise<void> {
  mkdirSync(screenshots, { recursive: true })
  await settled(page)
  await page.mouse.move(0, 0)
  await page.screenshot({ path: join(screenshots, `${name}.png`) })
}

/**
 * The widths at which a page is looked at in a theme. Themes change colours and widths change places, so the dark
 * one is looked at on large screens only; `CALLBOARD_ALL_LOOKS=1` looks at all.
 */
export function widthsIn(colorScheme: 'light' | 'dark', widths = [1440, 360]): number[] {
  return colorScheme === 'light' || process.env.CALLBOARD_ALL_LOOKS ? widths : widths.slice(0, 1)
}

/** By how many pixels the page is wider than the screen; 0 or less is well. */
export function overflowOf(page: Page): Promise<number> {
  return page.evaluate<number>('document.documentElement.scrollWidth - window.innerWidth')
}

export interface Violation {
  id: string
  impact: string
  nodes: string[]
}

/** Serious and critical findings of axe on the page as it stands. */
export async function axe(page: Page): Promise<Violation[]> {
  // Evaluated by the driver, so the page's own security policy stays in force.
  const source = require('axe-core').source as string
  await page.evaluate(source)
  // A colour half-way between two is neither.
  const changing = 'document.getAnimations().filter((each) => each instanceof CSSTransition)'
  await page.evaluate(`Promise.allSettled(${changing}.map((each) => each.finished)).then(() => undefined)`)
  const found = await page.evaluate(async () => {
    const { axe } = globalThis as unknown as {
      axe: { run(options: object): Promise<{ violations: RawViolation[] }> }
    }
    interface RawViolation {
      id: string
      impact: string
      nodes: { html: string; failureSummary: string }[]
    }
    const { violations } = await axe.run({ resultTypes: ['violations'] })
    return violations.map(({ id, impact, nodes }) => ({
      id,
      impact,
      nodes: nodes.map((node) => `${node.html} ${node.failureSummary}`),
    }))
  })
  return found.filter(({ impact }) => impact === 'serious' || impact === 'critical')
}
