package errtree_test

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"testing"

	"github.com/seed-86b940f4/demur/internal/errtree"
)

type wrapper struct{ inner []error }

func (w *wrapper) Error() string   { return "wrapper" }
func (w *wrapper) Unwrap() []error { return w.inner }

type nilDeref struct{ err error }

func (n *nilDeref) Error() string { return "nil" }
func (n *nilDeref) Unwrap() error { return n.err }

type asPath struct{}

func (asPath) Error() string { return "as" }
func (asPath) As(target any) bool {
	p, ok := target.(**fs.PathError)
	if ok {
		*p = &fs.PathError{Op: "as", Err: fs.ErrInvalid}
	}
	return ok
}

// Find and Contains agree with the package errors on honest trees.
func TestAgreesWithErrors(t *testing.T) {
	t.Parallel()
	path := &fs.PathError{Op: "open", Err: fs.ErrNotExist}
	for _, err := range []error{
		io.EOF, path, fmt.Errorf("a: %w", path), errors.Join(io.EOF, path), fmt.Errorf("%w %w", io.EOF, path),
		errors.Join(&fs.PathError{Op: "first"}, path), asPath{}, errors.Join(asPath{}, path), errors.New("x"), errors.Join(io.EOF),
	} {
		got, gotOK := errtree.Find[*fs.PathError](err)
		want, wantOK := errors.AsType[*fs.PathError](err)
		if gotOK != wantOK || gotOK && got.Op != want.Op {
			t.Errorf("Find(%v) = %v, %t; errors.AsType = %v, %t", err, got, gotOK, want, wantOK)
		}
		for _, target := range []error{io.EOF, fs.ErrNotExist, path} {
			if got, want := errtree.Contains(err, target), errors.Is(err, target); got != want {
				t.Errorf("Contains(%v, %v) = %t, errors.Is = %t", err, target, got, want)
			}
		}
	}
}

// Trees without an end, and those whose methods panic, are given up.
func TestDishonestTrees(t *testing.T) {
	t.Parallel()
	loop := &wrapper{}
	loop.inner = []error{loop, loop, loop}
	for name, err := range map[string]error{"loop": loop, "nil": (*nilDeref)(nil), "wrapped nil": fmt.Errorf("x: %w", (*nilDeref)(nil)), "nothing": nil} {
		if _, ok := errtree.Find[*fs.PathError](err); ok {
			t.Errorf("%s: something was found", name)
		}
		if errtree.Contains(err, io.EOF) {
			t.Errorf("%s: contains io.EOF", name)
		}
	}
	visited := 0
	errtree.Visit(loop, func(error) bool { visited++; return false })
	if visited > 10 {
		t.Errorf("%d errors were visited", visited)
	}
}
