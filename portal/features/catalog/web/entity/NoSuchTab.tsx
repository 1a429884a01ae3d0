import { buttonClass, Notice } from '@callboard/ui'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'

/** Tabs of old bookmarks whose feature is not there for this entity: what they need. */
const known: Record<string, { title: string; body: ReactNode }> = {
  'ci-cd': {
    title: 'No CI/CD available for this entity',
    body: (
      <p>
        You need to add an annotation to your component if you want to enable CI/CD for it, such as{' '}
        <code>github.com/project-slug</code>, and a plugin that reads it.
      </p>
    ),
  },
  docs: {
    title: 'No documentation available for this entity',
    body: (
      <p>
        Missing Annotation: add <code>backstage.io/techdocs-ref: dir:.</code> to{' '}
        <code>metadata.annotations</code> of your YAML.
      </p>
    ),
  },
  kubernetes: {
    title: 'No Kubernetes resources for this entity',
    body: (
      <p>
        Missing Annotation: add <code>backstage.io/kubernetes-id</code> to <code>metadata.annotations</code>{' '}
        of your YAML.
      </p>
    ),
  },
}

export function NoSuchTab({ path, base }: { path: string; base: string }) {
  const { title, body } = known[path] ?? {
    title: `There is no tab “${path}” here`,
    body: <p>This portal shows no such tab for this entity.</p>,
  }
  return (
    <Notice
      title={title}
      actions={
        <Link to={base} className={buttonClass}>
          Open the overview
        </Link>
      }
    >
      {body}
    </Notice>
  )
}
