package bind

import (
	"fmt"
	"reflect"
	"strconv"

	"github.com/seed-86b940f4/demur/apierror"
	jsonpointer "github.com/seed-86b940f4/demur/internal/pointer"
)

// refuseNull refuses null in a list or map of pointers that is the whole body. A
// field of a struct has a tag in which the author can say that; here there is none,
// and a handler would meet a nil pointer.
func refuseNull(v reflect.Value) error {
	if k := v.Kind(); k != reflect.Slice && k != reflect.Map || v.Type().Elem().Kind() != reflect.Pointer {
		return nil
	}
	var wrong []apierror.FieldError
	refuse := func(at []byte) bool {
		wrong = append(wrong, mustNotBeNull.at(apierror.FieldError{Pointer: string(at)}))
		return len(wrong) < mostFields
	}
	if v.Kind() == reflect.Slice {
		for i := range v.Len() {
			if v.Index(i).IsNil() && !refuse(strconv.AppendInt([]byte("#/"), int64(i), 10)) {
				break
			}
		}
	} else {
		for entries := v.MapRange(); entries.Next(); {
			if !entries.Value().IsNil() {
				continue
			}
			at := []byte{'#'}
			if key := fmt.Sprint(entries.Key()); len(key) <= longestName {
				at = jsonpointer.Append(at, key)
			}
			if !refuse(at) {
				break
			}
		}
	}
	if len(wrong) == 0 {
		return nil
	}
	return badBody(wrong)
}
