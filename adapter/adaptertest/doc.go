// Package adaptertest tests adapters of demur: whether errors are answered, logged and
// counted with one framework as they are with all others. It drives the 40 behaviours,
// the table of statuses, and what else all adapters have in common.
//
// An adapter's author writes a type that is a [Context], and a function that builds a
// [Service] with the framework and the adapter. The tests of package demur have the
// whole of one, in about 100 lines.
//
//	func TestAdapter(t *testing.T) {
//		adaptertest.Run(t, adaptertest.Adapter{
//			New: func(t testing.TB, s adaptertest.Service) http.Handler {
//				app := framework.New()
//				app.Use(outside(s.Outside)...)
//				app.Use(errors(t, s.Config)) // of the adapter
//				for _, g := range s.Groups {
//					group := app.Group(g.Prefix, chain(g)...) // g.Wrap to g.Limits
//					for _, r := range g.Routes {
//						group.Handle(r.Method, r.Path, func(c *framework.Context) error { return r.Handle(neutral{c}) })
//					}
//				}
//				return app
//			},
//			Lacks: map[adaptertest.Feature]string{
//				adaptertest.HTTPErrors: "the framework has no errors of its own",
//			},
//		})
//	}
//
// What a framework makes impossible is named in Adapter.Lacks, with the reason. The cases
// that need it are skipped, and their logs have the reason. An adapter in the making
// names in Adapter.Without what has to wait.
package adaptertest
