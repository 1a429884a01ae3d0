import { Link } from '@tanstack/react-router'
import { createContext, type ReactNode, useContext } from 'react'
import { createPortal } from 'react-dom'
import { useConfigText } from '../portal-context.tsx'
import classes from './Page.module.css'

/** Where the frame wants the breadcrumb of the current page; null until it stands. */
export const CrumbsSlot = createContext<HTMLElement | null>(null)

export interface Crumb {
  label: string
  to?: string
}

/** The body of a page: document title, breadcrumb in the top bar, gutters, and a largest width. */
export function Page({
  title,
  crumbs = [{ label: title }],
  children,
  wide,
}: {
  title: string
  crumbs?: Crumb[]
  children: ReactNode
  wide?: boolean
}) {
  const slot = useContext(CrumbsSlot)
  const appTitle = useConfigText('app.title', 'Callboard')
  return (
    <div className={wide ? classes.wide : classes.page}>
      <title>{`${title} | ${appTitle}`}</title>
      {slot && createPortal(<Crumbs crumbs={crumbs} />, slot)}
      {children}
    </div>
  )
}

function Crumbs({ crumbs }: { crumbs: Crumb[] }) {
  return (
    <ol className={classes.crumbs}>
      {crumbs.map((crumb, index) => (
        <li key={crumb.label} className={classes.crumb} data-last={index === crumbs.length - 1 || undefined}>
          {crumb.to ? (
            <Link to={crumb.to} className={classes.crumbLink} dir="auto">
              {crumb.label}
            </Link>
          ) : (
            <span className={classes.crumbHere} dir="auto" aria-current="page">
              {crumb.label}
            </span>
          )}
        </li>
      ))}
    </ol>
  )
}
