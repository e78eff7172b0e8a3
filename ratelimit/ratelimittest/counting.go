package ratelimittest

import "math"

var counting = []rule{
	{
		name:        "counts to the quota",
		explanation: "each unit that is admitted counts, the quota is admitted to the last unit, and nothing beyond it",
		run: func(h *harness) {
			h.steps(
				step{"k", 1, 3, true, 2},
				step{"k", 1, 3, true, 1},
				step{"k", 1, 3, true, 0},
				step{"k", 1, 3, false, 0},
				step{"k", 1, 3, false, 0},
			)
		},
	},
	{
		name:        "a refusal does not count",
		explanation: "N > 0 that is over the quota counts nothing, so that a client who asks too often loses nothing by it",
		run: func(h *harness) {
			h.steps(
				step{"k", 4, 5, true, 1},
				step{"k", 2, 5, false, 1},
				step{"k", 2, 5, false, 1},
				step{"k", 5, 5, false, 1},
				step{"k", 1, 5, true, 0},
				step{"k", 1, 5, false, 0},
				step{"k", 1, 6, true, 0},
			)
		},
	},
	{
		name:        "all of N or nothing",
		explanation: "N > 0 is counted wholly or not at all",
		run: func(h *harness) {
			h.steps(
				step{"k", 10, 10, true, 0},
				step{"l", 7, 10, true, 3},
				step{"l", 4, 10, false, 3},
				step{"l", 3, 10, true, 0},
				step{"m", 11, 12, true, 1},
				step{"m", 2, 12, false, 1},
			)
		},
	},
	{
		name:        "zero units",
		explanation: "N = 0 counts nothing, is allowed even of a spent key, and tells what is left",
		run: func(h *harness) {
			h.steps(
				step{"k", 0, 2, true, 2},
				step{"k", 0, 2, true, 2},
				step{"k", 1, 2, true, 1},
				step{"k", 0, 2, true, 1},
				step{"k", 1, 2, true, 0},
				step{"k", 0, 2, true, 0},
				step{"k", 1, 2, false, 0},
			)
		},
	},
	{
		name:        "the quota is an argument",
		explanation: "Policy.Quota is the bound of one charge, not a property of the counter: plans differ, and change",
		run: func(h *harness) {
			h.steps(
				step{"k", 3, 5, true, 2},
				step{"k", 1, 2, false, 0}, // less than was spent
				step{"k", 0, 2, true, 0},
				step{"k", 1, 3, false, 0},
				step{"k", 1, 4, true, 0},
				step{"k", 1, 4, false, 0},
				step{"k", 1, 1000, true, 995},
				step{"k", 995, 1000, true, 0},
				step{"k", 1, 1000, false, 0},
				step{"k", 1, 5, false, 0},
				step{"k", 1, 1001, true, 0},
			)
		},
	},
	{
		name:        "a raised quota is there at once",
		explanation: "a refusal under one quota says nothing about a higher one, however short a time ago it was",
		run: func(h *harness) {
			for quota := 1; quota <= 40; quota++ {
				h.steps(step{"k", 1, quota, true, 0}, step{"k", 1, quota, false, 0})
			}
		},
	},
	{
		name:        "large quotas",
		explanation: "a quota may be 2,147,483,647, and so may a charge",
		run: func(h *harness) {
			h.steps(
				step{"k", math.MaxInt32, math.MaxInt32, true, 0},
				step{"k", 1, math.MaxInt32, false, 0},
				step{"k", math.MaxInt32, math.MaxInt32, false, 0},
				step{"l", 1, math.MaxInt32, true, math.MaxInt32 - 1},
				step{"l", math.MaxInt32, math.MaxInt32, false, math.MaxInt32 - 1},
				step{"l", math.MaxInt32 - 1, math.MaxInt32, true, 0},
				step{"m", 1, math.MaxInt32, true, math.MaxInt32 - 1},
				step{"m", 1, 2, true, 0},
				step{"m", 1, 2, false, 0},
			)
		},
	},
}
