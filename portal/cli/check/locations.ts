import { type ConfigReader, PortalError, reasonOf } from '@callboard/sdk'
import type { LocationRef, Problem } from '@callboard/sdk/model'
import { parse } from '../../features/catalog/server/ingest/parse.ts'
import { compileRules, type Rules, type RulesConfig } from '../../features/catalog/server/ingest/rules.ts'
import { isAllowedUrl } from '../../features/catalog/server/read/allow.ts'
import { resolveFileTarget } from '../../features/catalog/server/read/file-target.ts'
import { createReader } from '../../features/catalog/server/read/reader.ts'
import { readerSettings } from '../../features/catalog/server/read/reader-settings.ts'
import type { Reader, ReaderSettings } from '../../features/catalog/server/read/types.ts'
import { silentLog } from '../silent-log.ts'
import { type Examination, itemsAt, problemAt } from './examine.ts'
import { countKinds } from './kinds.ts'

/** `catalog.locations`: does each target exist, may it be read, are its kinds allowed? Nothing is fetched. */
export async function checkLocations({ config, folder }: Examination): Promise<Problem[]> {
  const { reader: configReader } = config
  let settings: ReaderSettings
  let rules: Rules
  try {
    settings = readerSettings(configReader, { cwd: folder })
    rules = compileRules(rulesConfig(configReader, settings))
  } catch (error) {
    if (!(error instanceof PortalError)) throw error
    return [problemAt(configReader, 'catalog', 'error', error.message, 'Compare with docs/config.md')]
  }
  const files = createReader(settings, { fetch: refuseToFetch, log: silentLog })
  const problems: Problem[] = []
  const seen = new Map<string, string>()
  for (const { key, item } of itemsAt(configReader, 'catalog.locations')) {
    const location = { type: String(item.type), target: String(item.target) }
    const before = seen.get(`${location.type}:${location.target}`)
    if (before) {
      const message = `${key} repeats ${before}`
      problems.push(problemAt(configReader, key, 'warning', message, 'Remove one of the two'))
      continue
    }
    seen.set(`${location.type}:${location.target}`, key)
    if (location.type === 'url') problems.push(...checkUrl(configReader, settings, key, location.target))
    else if (location.type === 'file') {
      problems.push(...(await checkFile(configReader, settings, files, rules, key, location)))
    } else {
      const message = `${key}: locations of type '${location.type}' cannot be read`
      problems.push(problemAt(configReader, `${key}.type`, 'error', message, "Use type 'url' or 'file'"))
    }
  }
  return problems
}

function rulesConfig(reader: ConfigReader, settings: ReaderSettings): RulesConfig {
  const locations = itemsAt(reader, 'catalog.locations').map(({ item }) => ({
    type: String(item.type),
    target:
      item.type === 'file'
        ? resolveFileTarget(String(item.target), settings.fileRoots).path
        : String(item.target),
    rules: item.rules as RulesConfig['rules'],
  }))
  return { rules: reader.get('catalog.rules') as RulesConfig['rules'], locations }
}

function checkUrl(reader: ConfigReader, settings: ReaderSettings, key: string, target: string): Problem[] {
  const where = `${key}.target`
  if (!URL.canParse(target) || !/^https?:$/.test(new URL(target).protocol)) {
    return [problemAt(reader, where, 'error', `${where} '${target}' is not a URL`, 'Write https://host/path')]
  }
  const url = new URL(target)
  if (isAllowedUrl(url, settings.allow)) return []
  if (settings.github.some((github) => github.host === url.host)) return []
  const known = settings.hosts.find((host) => host.host === url.host)
  const message = `Reading from '${target}' is not allowed. You may need to configure an integration for the target host, or add it to the configured list of allowed hosts at 'backend.reading.allow'`
  const hint = known
    ? `Reading ${known.kind} by integration is not in this version: use the raw address of the file and add '- host: ${url.host}' to backend.reading.allow`
    : `Add '- host: ${url.host}' to backend.reading.allow`
  return [problemAt(reader, where, 'error', message, hint)]
}

async function checkFile(
  reader: ConfigReader,
  settings: ReaderSettings,
  files: Reader,
  rules: Rules,
  key: string,
  location: LocationRef,
): Promise<Problem[]> {
  const found = resolveFileTarget(location.target, settings.fileRoots)
  if (!found.exists) {
    const message = `The file '${location.target}' of ${key} does not exist; tried ${found.tried.join(', ')}`
    const hint =
      'A relative target starts from the folder the portal is started in, then from the config file'
    return [problemAt(reader, `${key}.target`, 'error', message, hint)]
  }
  const origin = { type: 'file', target: found.path }
  try {
    const refused = await countKinds(files, origin, (entity) => !rules.isAllowed(entity, origin), parse)
    return [...refused].map(([kind, count]) => {
      const message = `${count === 1 ? 'One entity' : `${count} entities`} of kind ${kind} below ${key} will be refused: catalog.rules does not allow ${kind} there`
      const hint = `Add ${kind} to 'allow' of catalog.rules, or give the location 'rules: [{ allow: [${kind}] }]'`
      return problemAt(reader, key, 'warning', message, hint)
    })
  } catch (error) {
    return [problemAt(reader, `${key}.target`, 'error', reasonOf(error), 'Check the target')]
  }
}

const refuseToFetch: typeof fetch = () => Promise.reject(new Error('the doctor fetches nothing'))
