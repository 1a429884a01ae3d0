import { Loaded, Panel, Reserved, usePortal } from '@callboard/ui'
import { Link } from '@tanstack/react-router'
import { ProblemList } from '../parts/ProblemList.tsx'
import classes from './home.module.css'
import { useMyProblems } from './home-data.ts'
import { RowsSkeleton } from './RowsSkeleton.tsx'

/** What is wrong with what I own, worst news first to be mended. */
export default function MyProblemsCard({ title }: { title: string }) {
  const { user } = usePortal()
  const query = useMyProblems()
  const isNobody = user.ownershipEntityRefs.length === 0
  const total = query.data?.totalItems
  return (
    <Reserved id="problems" isLoading={!isNobody && query.isPending} atFirst={90}>
      <Panel title={title} {...(total ? { count: total } : {})}>
        {isNobody ? (
          <p className="cb-muted">You own nothing yet, so nothing of yours can be wrong.</p>
        ) : (
          <Loaded
            query={query}
            failed="The problems could not be read"
            loading={<RowsSkeleton rows={2} />}
            isEmpty={(page) => page.items.length === 0}
            empty={<p className="cb-muted">None. Everything you own was read without complaint.</p>}
          >
            {(page) => (
              <>
                <ProblemList problems={page.items} withEntity isBrief />
                {page.totalItems > page.items.length && (
                  <p className={classes.more}>
                    <Link to="/admin/problems" className="cb-link">
                      All problems
                    </Link>
                  </p>
                )}
              </>
            )}
          </Loaded>
        )}
      </Panel>
    </Reserved>
  )
}
