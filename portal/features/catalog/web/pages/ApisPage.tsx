import { CatalogIndex } from '../parts/CatalogIndex.tsx'

/** The catalog with its kind fixed. */
export default function ApisPage() {
  return <CatalogIndex fixedKind="api" />
}
