// Package adaptertest tests adapters of demur: whether errors are answered, logged and
// counted with one framework as they are with all others.
//
// An adapter's author writes a function that builds a service as a [Service] says, with
// the framework and the adapter, and a type that is a [Context]:
//
//	func TestAdapter(t *testing.T) {
//		adaptertest.Run(t, adaptertest.Adapter{
//			New: newService,
//			Lacks: map[adaptertest.Feature]string{
//				adaptertest.Travelling: "a handler of net/http returns nothing",
//			},
//		})
//	}
//
// What a framework makes impossible is named in Adapter.Lacks, with the reason.
package adaptertest
