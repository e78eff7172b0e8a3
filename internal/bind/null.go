package bind

import (
	"reflect"
	"slices"
	"strconv"

	"github.com/seed-86b940f4/demur/apierror"
	jsonpointer "github.com/seed-86b940f4/demur/internal/pointer"
	"github.com/seed-86b940f4/demur/internal/shape"
)

// refuseNull refuses null in a list or map of pointers that is the whole body. A
// field of a struct has a tag in which the author can say that; here there is none,
// and a handler would meet a nil pointer.
func refuseNull(v reflect.Value) error {
	if k := v.Kind(); k != reflect.Slice && k != reflect.Map || v.Type().Elem().Kind() != reflect.Pointer {
		return nil
	}
	var wrong []apierror.FieldError
	refuse := func(at []byte) {
		if len(wrong) < mostFields {
			wrong = append(wrong, mustNotBeNull.at(apierror.FieldError{Pointer: string(at)}))
		}
	}
	if v.Kind() == reflect.Slice {
		for i := range v.Len() {
			if v.Index(i).IsNil() {
				refuse(strconv.AppendInt([]byte("#/"), int64(i), 10))
			}
		}
	} else {
		var names []string
		for entries := v.MapRange(); entries.Next(); {
			if entries.Value().IsNil() {
				names = append(names, shape.MemberName(entries.Key()))
			}
		}
		slices.Sort(names) // an answer does not change from one time to the next
		for _, name := range names {
			at := []byte{'#'}
			if len(name) <= longestName {
				at = jsonpointer.Append(at, name)
			}
			refuse(at)
		}
	}
	if len(wrong) == 0 {
		return nil
	}
	return badBody(wrong)
}
