import {
  AdminPage,
  CopyButton,
  Facts,
  kindPlural,
  Loaded,
  Panel,
  RelativeTime,
  SafeLink,
  Skeleton,
} from '@callboard/ui'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { About } from '../../api.ts'
import classes from './AboutPage.module.css'
import { useAbout, useAsked } from './admin-data.ts'
import { age, size } from './Due.tsx'

interface Kinds {
  facets: { kind: { value: string; count: number }[] }
}

/** What runs here: versions, database, age, and how much is in the catalog. */
export default function AboutPage() {
  const about = useAbout()
  const kinds = useAsked<Kinds>('/api/catalog/entity-facets?facet=kind', 60_000)
  return (
    <AdminPage
      title="About"
      actions={about.data && <CopyButton text={summary(about.data)} label="Copy for a bug report" />}
    >
      <div className={classes.panels}>
        <Panel title="Callboard">
          <Loaded
            query={about}
            failed="The portal says nothing about itself"
            loading={<Skeleton width={240} />}
          >
            {(data) => (
              <Facts
                facts={[
                  ['Version', data.version],
                  [
                    'Running for',
                    <span key="age" title={data.startedAt}>
                      {age(Date.now() - Date.parse(data.startedAt))}
                    </span>,
                  ],
                  ['Started', <RelativeTime key="started" at={data.startedAt} />],
                  ['Database', data.database.description],
                  [
                    'Its size',
                    data.database.sizeBytes === null ? 'not known' : size(data.database.sizeBytes),
                  ],
                  ['Processes', data.database.shared ? 'several may share this database' : 'this one alone'],
                  ['Memory', size(data.memoryBytes)],
                  ['Node', data.node],
                  ['System', `${data.platform}, process ${data.pid}`],
                  [
                    'Licence',
                    <SafeLink key="licence" href="https://www.apache.org/licenses/LICENSE-2.0">
                      {data.license}
                    </SafeLink>,
                  ],
                  [
                    'API',
                    <SafeLink key="api" href={new URL('api/openapi.json', document.baseURI).href}>
                      OpenAPI description
                    </SafeLink>,
                  ],
                ]}
              />
            )}
          </Loaded>
        </Panel>
        <Panel title="In the catalog">
          <Loaded
            query={kinds}
            failed="The catalog could not be counted"
            loading={<Skeleton width={240} />}
            isEmpty={({ facets }) => facets.kind.length === 0}
            empty={<p className="cb-muted">Nothing yet.</p>}
          >
            {({ facets }) => (
              <Facts
                facts={[
                  ...facets.kind
                    .toSorted((a, b) => b.count - a.count)
                    .map(({ value, count }): [string, ReactNode] => [
                      kindPlural(value),
                      <Link
                        key={value}
                        to="/catalog"
                        search={{ filters: { kind: value.toLowerCase(), user: 'all' } } as never}
                        className="cb-link cb-num"
                      >
                        {count}
                      </Link>,
                    ]),
                  [
                    'All',
                    <span key="all" className="cb-num">
                      {facets.kind.reduce((sum, kind) => sum + kind.count, 0)}
                    </span>,
                  ],
                ]}
              />
            )}
          </Loaded>
        </Panel>
      </div>
    </AdminPage>
  )
}

function summary({ version, node, platform, database, license: _license }: About): string {
  return [`Callboard ${version}`, `Node ${node}`, platform, database.description].join('\n')
}
