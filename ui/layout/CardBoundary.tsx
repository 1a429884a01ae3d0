import { Component, type ReactNode, Suspense } from 'react'
import { Failed } from '../states/Failed.tsx'
import { Panel } from './Panel.tsx'

/** Around a card that may fail to load or to draw: the page beside it stays. */
export function CardBoundary({
  title,
  loading = null,
  children,
}: {
  title: string
  loading?: ReactNode
  children: ReactNode
}) {
  return (
    <Catch title={title}>
      <Suspense fallback={loading}>{children}</Suspense>
    </Catch>
  )
}

interface CatchProps {
  title: string
  children: ReactNode
}

// React catches errors of children in classes only.
class Catch extends Component<CatchProps, { error: unknown }> {
  override state: { error: unknown } = { error: undefined }

  static getDerivedStateFromError(error: unknown): { error: unknown } {
    return { error }
  }

  override render(): ReactNode {
    if (this.state.error === undefined) return this.props.children
    return (
      <Panel title={this.props.title}>
        <Failed
          title="This part of the page could not be shown"
          error={this.state.error}
          retry={() => this.setState({ error: undefined })}
        />
      </Panel>
    )
  }
}
