import {
  Button,
  CloseIcon,
  Failed,
  KindGlyph,
  Notice,
  Page,
  readRef,
  refLabel,
  Segmented,
  useVisit,
} from '@callboard/ui'
import { useMediaQuery } from '@mantine/hooks'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import { readAsOf } from '../data/as-of.ts'
import { useGraph } from './data/graph-data.ts'
import { GraphStage } from './draw/GraphStage.tsx'
import classes from './GraphPage.module.css'
import { useLayout } from './layout/use-layout.ts'
import { drawingOf, nodeTitle } from './model/drawing.ts'
import { type GraphView, readGraphView, writeGraphView } from './model/graph-view.ts'
import { ExportMenu } from './parts/ExportMenu.tsx'
import { GraphList } from './parts/GraphList.tsx'
import { GraphNotice } from './parts/GraphNotice.tsx'
import { GraphSearch, useFound } from './parts/GraphSearch.tsx'
import { GraphToolbar } from './parts/GraphToolbar.tsx'
import { ImpactPanel } from './parts/ImpactPanel.tsx'
import { KindLegend } from './parts/KindLegend.tsx'
import { NodePanel } from './parts/NodePanel.tsx'

/** The relations of some entities as a graph, or what breaks without one. The address holds all of it. */
export default function GraphPage() {
  const search: Record<string, unknown> = useSearch({ strict: false })
  const navigate = useNavigate()
  const view = readGraphView(search)
  const change = (next: Partial<GraphView>, replace = false) =>
    void navigate({ to: '.', search: writeGraphView({ ...view, ...next }), replace, resetScroll: false })
  const [words, setWords] = useState('')
  const [kind, setKind] = useState<string>()
  const filters = useFilters(view, change)

  const root = view.roots[0]
  const impact = view.roots.length === 1 ? view.impact : undefined
  const { roots, kinds, relations, expanded, limit } = view
  const query = useGraph({
    roots,
    kinds,
    relations: impact ? [] : relations,
    expanded,
    limit,
    maxDepth: impact ? Number.POSITIVE_INFINITY : view.maxDepth,
    direction: impact,
  })
  const { mergeRelations, unidirectional, direction } = view
  const drawing = useMemo(
    () => query.data && drawingOf(query.data, { mergeRelations, unidirectional, direction }),
    [query.data, mergeRelations, unidirectional, direction],
  )
  const done = useLayout(drawing)
  const shown = done?.input
  const found = useFound(shown, words)
  const standOut = useMemo(() => {
    if (found) return new Set(found)
    if (!kind || !shown) return null
    return new Set(shown.nodes.filter((node) => node.kind.toLowerCase() === kind).map((node) => node.ref))
  }, [found, kind, shown])
  const selected = shown?.nodes.find((node) => node.ref === view.selected)

  const open = (ref: string) => void navigate({ to: '/catalog/$namespace/$kind/$name', params: readRef(ref) })
  const reroot = (ref: string) =>
    change({ roots: [ref], expanded: [], selected: undefined, maxDepth: usualDepth(view), impact: undefined })
  const expand = (ref: string) => change({ expanded: [...new Set([...expanded, ref])] })
  const title = root ? titleOf(root, shown?.nodes) : undefined
  useVisit(
    title === undefined || !shown
      ? undefined
      : {
          to: '/catalog-graph',
          search: writeGraphView({ ...view, selected: undefined }),
          title: `${impact ? 'Impact of' : 'Graph of'} ${title}`,
        },
  )

  return (
    <Page title={title ? `${title} – Catalog Graph` : 'Catalog Graph'} crumbs={crumbsOf(root, title)} wide>
      <div className={classes.page}>
        {readAsOf(search) && (
          <p className="cb-muted" role="status">
            The graph page shows the catalog as it is now; the graph on an entity's page goes back in time.
          </p>
        )}
        <div className={classes.head}>
          <h1 className={classes.heading}>Catalog Graph</h1>
          {roots.map((ref) => (
            <span key={ref} className={classes.root}>
              <KindGlyph kind={readRef(ref).kind} size={14} />
              <span className={classes.rootText} dir="auto">
                {titleOf(ref, shown?.nodes)}
              </span>
              <button
                type="button"
                className={classes.remove}
                aria-label={`Without ${titleOf(ref, shown?.nodes)}`}
                onClick={() => change({ roots: roots.filter((other) => other !== ref), impact: undefined })}
              >
                <CloseIcon size={12} />
              </button>
            </span>
          ))}
          {roots.length === 1 && (
            <Segmented
              label="What is shown"
              value={impact ? 'impact' : 'around'}
              options={[
                { value: 'around', label: 'Around it' },
                { value: 'impact', label: 'Impact' },
              ]}
              onChange={(next) =>
                change({ impact: next === 'impact' ? 'dependents' : undefined, selected: undefined })
              }
            />
          )}
          <div className={classes.actions}>
            <GraphSearch
              words={words}
              found={found}
              onChange={setWords}
              onGo={(ref) => change({ selected: ref }, true)}
            />
            <Segmented
              label="Shown as"
              value={view.as}
              options={[
                { value: 'graph', label: 'Graph' },
                { value: 'list', label: 'List' },
              ]}
              onChange={(as) => change({ as }, true)}
            />
            <Button variant="quiet" aria-expanded={filters.isOpen} onClick={filters.toggle}>
              Filters
            </Button>
            {done && <ExportMenu drawing={done.input} layout={done.layout} curve={view.curve} />}
          </div>
        </div>
        {filters.isOpen && <GraphToolbar view={{ ...view, impact }} onChange={(next) => change(next)} />}
        <GraphNotice view={{ ...view, impact }} answer={query.data} onChange={change} onStart={reroot} />
        <div className={classes.body} data-graph-body="">
          <div className={classes.canvas} data-stale={query.isPlaceholderData || undefined}>
            {query.error && !query.data ? (
              <div className={classes.message}>
                <Failed
                  title="The graph could not be read"
                  error={query.error}
                  retry={() => void query.refetch()}
                />
              </div>
            ) : query.data?.nodes.length === 0 ? (
              <Nothing view={view} onChange={change} />
            ) : !done ? (
              <p className={classes.waiting} role="status">
                Drawing…
              </p>
            ) : view.as === 'list' ? (
              <GraphList drawing={done.input} />
            ) : (
              <GraphStage
                label={`Graph of ${done.input.nodes.length} entities`}
                drawing={done.input}
                layout={done.layout}
                curve={view.curve}
                selected={selected?.ref}
                found={standOut}
                anchor={selected?.ref ?? expanded.at(-1)}
                onSelect={(ref) => change({ selected: ref }, true)}
                onOpen={open}
                onReroot={reroot}
                onExpand={expand}
              >
                <KindLegend drawing={done.input} kind={kind} onChange={setKind} />
              </GraphStage>
            )}
          </div>
          {selected && shown ? (
            <NodePanel
              key={selected.ref}
              node={selected}
              drawing={shown}
              isRoot={roots.includes(selected.ref)}
              isExpanded={expanded.includes(selected.ref)}
              onSelect={(ref) => change({ selected: ref }, true)}
              onClose={() => change({ selected: undefined }, true)}
              onReroot={reroot}
              onExpand={expand}
              onImpact={(ref) =>
                change({ roots: [ref], impact: 'dependents', selected: undefined, expanded: [] })
              }
            />
          ) : (
            impact &&
            root && (
              <ImpactPanel
                entityRef={root}
                direction={impact}
                onDirection={(next) => change({ impact: next })}
                onSelect={(ref) => change({ selected: ref }, true)}
              />
            )
          )}
        </div>
      </div>
    </Page>
  )
}

/** Whether the filters are open; on phones they would fill half of the screen, so there they wait to be asked for. */
function useFilters(view: GraphView, change: (next: Partial<GraphView>, replace: boolean) => void) {
  const isPhone = useMediaQuery('(max-width: 640px)', false, { getInitialValueInEffect: false })
  const [isAsked, setAsked] = useState(false)
  if (isPhone) return { isOpen: isAsked, toggle: () => setAsked(!isAsked) }
  return { isOpen: view.showFilters, toggle: () => change({ showFilters: !view.showFilters }, true) }
}

type Change = (next: Partial<GraphView>) => void

function Nothing({ view, onChange }: { view: GraphView; onChange: Change }) {
  const isNarrowed = view.kinds.length > 0 || view.relations.length > 0
  return (
    <div className={classes.message}>
      <Notice
        title={isNarrowed ? 'Nothing is left with these filters' : 'Nothing is connected yet'}
        actions={
          isNarrowed && <Button onClick={() => onChange({ kinds: [], relations: [] })}>Clear filters</Button>
        }
      >
        <p>
          Lines come from fields such as <code>spec.owner</code>, <code>spec.system</code>,{' '}
          <code>spec.dependsOn</code> or <code>spec.providesApis</code> of the entities’ files.
        </p>
      </Notice>
    </div>
  )
}

// Someone who came from the start wants to see what is near, not everything.
function usualDepth(view: GraphView): number {
  return Number.isFinite(view.maxDepth) ? view.maxDepth : 2
}

function titleOf(
  ref: string,
  nodes: { ref: string; title: string | null; name: string }[] | undefined,
): string {
  const node = nodes?.find((candidate) => candidate.ref === ref)
  return node ? nodeTitle(node) : refLabel(ref)
}

function crumbsOf(root: string | undefined, title: string | undefined) {
  if (!root || !title) return [{ label: 'Catalog Graph' }]
  return [{ label: 'Catalog Graph', to: '/catalog-graph' }, { label: title }]
}
