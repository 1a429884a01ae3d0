import { CatalogIndex } from '../parts/CatalogIndex.tsx'

export default function CatalogPage() {
  return <CatalogIndex />
}
