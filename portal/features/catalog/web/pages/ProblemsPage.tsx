import { AdminPage, Button, Loaded, Notice, Panel, Skeleton, usePortal } from '@callboard/ui'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { listProblems, listSources, type ProblemAnswer, type SourceAnswer } from '../data/problem-data.ts'
import { ProblemList } from '../parts/ProblemList.tsx'
import { SourceTitle } from '../parts/SourceTitle.tsx'
import classes from './ProblemsPage.module.css'

/** Everything that is wrong in files and sources, by source: the answer to "why is my thing not here?". */
export default function ProblemsPage() {
  const portal = usePortal()
  const sources = useQuery({
    queryKey: ['catalog', 'sources'],
    queryFn: ({ signal }) => listSources(portal, { signal }),
  })
  const problems = useInfiniteQuery({
    queryKey: ['catalog', 'problems'],
    queryFn: ({ pageParam, signal }) => listProblems(portal, { cursor: pageParam }, { signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.pageInfo.nextCursor,
    refetchInterval: 30_000,
  })
  return (
    <AdminPage
      title="Problems"
      count={problems.data?.pages[0]?.totalItems}
      lead="What could not be read or understood in the places the catalog reads from. Entities that were good
        before keep their last good state until this is mended."
    >
      <Loaded
        query={problems}
        failed="The problems could not be read"
        loading={<Skeleton width={320} />}
        isEmpty={(data) => data.pages[0]?.items.length === 0}
        empty={
          <Notice title="Nothing is wrong">
            <p>
              {sources.data ? `All ${sources.data.length} sources were` : 'Every source was'} read without
              complaint.
            </p>
          </Notice>
        }
      >
        {(data) => (
          <>
            <BySource problems={data.pages.flatMap((page) => page.items)} sources={sources.data ?? []} />
            {problems.hasNextPage && (
              <Button disabled={problems.isFetchingNextPage} onClick={() => void problems.fetchNextPage()}>
                Show more
              </Button>
            )}
          </>
        )}
      </Loaded>
    </AdminPage>
  )
}

function BySource({ problems, sources }: { problems: ProblemAnswer[]; sources: SourceAnswer[] }) {
  const groups = Map.groupBy(problems, (problem) => problem.sourceId)
  return (
    <div className={classes.sources}>
      {[...groups].map(([id, found]) => {
        const source = sources.find((candidate) => candidate.id === id)
        return (
          <Panel
            key={id}
            title={source?.target ?? id}
            count={found.length}
            actions={source && <SourceTitle source={source} />}
          >
            <ProblemList problems={found} withEntity />
          </Panel>
        )
      })}
    </div>
  )
}
