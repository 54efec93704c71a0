/** What went wrong, in the three parts that every error tells: what happened, what is still true, what to do. */
export interface Trouble {
  readonly what: string;
  readonly stillTrue: string;
  readonly remedy: string;
  /** What to name when asking for help. */
  readonly reference?: string;
}

/** Everything that data on a screen can be. One type, shown one way by `StateView`. */
export type View<Data> =
  | { readonly state: 'loading' }
  | { readonly state: 'empty' }
  | { readonly state: 'error'; readonly trouble: Trouble; readonly retry?: () => void }
  /** Shown, but not renewed for so long. */
  | { readonly state: 'stale'; readonly data: Data; readonly seconds: number }
  | { readonly state: 'ready'; readonly data: Data };

/** Changes the data of a view and nothing else. */
export function mapView<From, To>(view: View<From>, change: (data: From) => To): View<To> {
  return view.state === 'ready' || view.state === 'stale' ? { ...view, data: change(view.data) } : view;
}

/** Turns a view whose data is as good as none into an empty one. */
export function emptyWhen<Data>(view: View<Data>, isEmpty: (data: Data) => boolean): View<Data> {
  return (view.state === 'ready' || view.state === 'stale') && isEmpty(view.data) ? { state: 'empty' } : view;
}

/** The data where there is some, fresh or stale. */
export function dataOf<Data>(view: View<Data>): Data | undefined {
  return view.state === 'ready' || view.state === 'stale' ? view.data : undefined;
}
