/** The operator's view as a feature: jobs, the config in use, the process. */
import { type Feature, PortalError } from '@callboard/sdk'
import type { Problem } from '@callboard/sdk/model'
import { type AdminApi, adminApi, type ConfigProblem } from '../api.ts'
import { configValues, placeOf, shortened } from './config-values.ts'
import type { HostView } from './host-view.ts'

export type { HostView } from './host-view.ts'

const rank = { error: 0, warning: 1, info: 2 }
/** More items than a page can show; the total is told. */
const mostJobs = 2_000
/** The doctor reads files: several people looking at the page ask it once. */
const examinedForMs = 10_000

export function adminFeature(host: HostView): Feature<AdminApi> {
  return {
    id: 'admin',
    routes: adminApi,
    async setup({ db, jobs, clock, log }) {
      let examined: { at: number; problems: Promise<Problem[]> } | undefined
      const examine = () => {
        if (!examined || clock.now() - examined.at > examinedForMs) {
          const problems = host.examine().catch((error: unknown) => {
            log.warn('the config could not be examined', { error })
            return []
          })
          examined = { at: clock.now(), problems }
        }
        return examined.problems
      }
      return {
        handlers: {
          async listJobs(_request, { query }) {
            const items = await jobs.list(query.name)
            return {
              items: items.slice(0, mostJobs).map((item) => ({
                ...item,
                lastError: item.lastError === null ? null : host.redact(item.lastError),
              })),
              totalItems: items.length,
            }
          },
          async triggerJob(request, { body }) {
            request.about(`${body.name} ${body.key}`)
            const known = await jobs.list(body.name)
            if (!known.some((item) => item.key === body.key)) {
              throw new PortalError('not_found', `There is no item '${body.key}' of the job '${body.name}'`)
            }
            await jobs.trigger([{ name: body.name, key: body.key }])
            return undefined
          },
          async getConfig() {
            const config = host.config()
            const problems = [...config.problems, ...(await examine())].toSorted(
              (a, b) => rank[a.severity] - rank[b.severity],
            )
            return {
              description: config.description.replaceAll(`${host.folder}/`, ''),
              files: config.files.map((file) => shortened(file, host.folder)),
              values: configValues(config.redacted(), config.origin, host.folder),
              problems: problems.map((problem) => problemOf(problem, host)),
            }
          },
          async listFeatures() {
            const items = await host.features()
            return {
              items: items.map((item) => ({
                ...item,
                message: item.message === null ? null : host.redact(item.message),
              })),
            }
          },
          async getAbout() {
            const database = host.database()
            return {
              version: host.version,
              node: process.version,
              platform: `${process.platform} ${process.arch}`,
              startedAt: new Date(host.startedAt).toISOString(),
              memoryBytes: process.memoryUsage.rss(),
              pid: process.pid,
              database: {
                description: host.redact(database?.describe ?? 'not open'),
                sizeBytes: (await database?.size?.().catch(() => null)) ?? null,
                shared: db.dialect.shared,
              },
              license: 'Apache-2.0',
            }
          },
        },
      }
    },
  }
}

function problemOf({ severity, message, hint, at }: Problem, host: HostView): ConfigProblem {
  return {
    severity,
    message: host.redact(message),
    hint: hint === undefined ? null : host.redact(hint),
    at: placeOf(at, host.folder),
  }
}
