// Package protocol is what instances and Redis tell each other about a counter.
//
// # The counter
//
// A counter is one Redis key, a hash, which expires with its window:
//
//	e      the end of its window, in Unix seconds
//	u      units that are claimed, by all entries together
//	<id>   "claimed:seq" of an entry: its part of u, and its last statement
//
// An entry is what one instance knows of one counter. It claims units and spends
// those that it has claimed, so what is admitted is never more than u, and u grows
// to the quota only. Claims that are not spent yet are a lease.
//
// # Statements are absolute
//
// An entry does not ask for n units more. It states how many it claims all told,
// and asks for more beside. So a statement may be lost, its reply may be, it may
// be repeated, or come late, and nothing is counted twice nor forgotten:
//
//   - The script takes the entry's claim out of u and puts the stated one in its
//     place. A grant whose reply was lost comes back that way, since the entry
//     does not state it.
//   - Statements of an entry are numbered. One that is older than the last is
//     answered and ignored; the same one once more gets the same answer.
//   - An instance gives up on a reply in time, and never uses it after that.
//   - Units are given back by stating fewer than before. The entry stops spending
//     them first.
//   - A claim of another window than the open one is no claim. Leases are spent
//     until their window ends at the latest, reckoned from when the statement was
//     sent.
//
// # Why never too many are admitted
//
// Let s be what an entry has spent in a window, c what it believes to have claimed,
// and r its claim in Redis. Always s <= c, and c <= r from when a reply is used
// on: r was c then, and a lower r takes a later statement, which the entry has
// made itself, after lowering c. No delayed one can lower r, as it has an older
// number; or r is absent, counts as 0, and any statement can only raise it. Hence
// the sum of s is at most the sum of r, which is at most u: an entry that is done
// has its field deleted, while what it spent stays in u. And u is raised to
// the quota at most. A statement that comes late, after its entry is done or in
// the next window, at worst claims units that nobody spends.
//
// The exceptions are those where Redis was not asked or has forgotten:
//
//   - What is counted locally while Redis is gone makes c larger than r. It is stated
//     as soon as Redis is back, and u may be more than the quota then.
//   - If Redis loses data, in a crash, a failover or an eviction, each entry restores its claim
//     when it next states it. Until then what it has spent is unknown to others. Units
//     of entries that do not come back are forgotten. One instance alone is exact,
//     as long as it lives.
//   - An instance that crashes leaves its claims behind: units that nobody spends
//     until the window ends, and never more than the quota.
package protocol
