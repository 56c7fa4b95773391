// RUN: mkdir -p %t
// RUN: sh -c 'for t in f64 f32 bf16 f16 i64 i32 i16 i8 ui64 ui32 ui16 ui8 i1; do sed "s/TYPE/$t/g" %s; done' > %t/types.mlir
// RUN: ag-compile %t/types.mlir -o %t/types.o
// RUN: cc -std=c11 -D_DEFAULT_SOURCE -Wall -Wextra -Werror -I %t %S/Inputs/types.c %t/types.o -lm -o %t/types
// RUN: %t/types | FileCheck %s
// RUN: ag-compile %t/types.mlir --march=x86-64 -o %t/types.o
// RUN: cc -std=c11 -D_DEFAULT_SOURCE -Wall -Wextra -Werror -I %t %S/Inputs/types.c %t/types.o -lm -o %t/types
// RUN: %t/types | FileCheck %s

// The program below is compiled for each of 13 types. It returns the maximum of
// x and y, whether x < y, and x as f64, bf16 and f16.
// CHECK: 13 types: right

// The only global symbols are the object's own. libraries.mlir tests what it needs.
// RUN: nm --extern-only --defined-only %t/types.o | not grep -v " T types_"

func.func @TYPE(%x: tensor<?xTYPE> {ag.dims = ["n"]}, %y: tensor<?xTYPE> {ag.dims = ["n"]})
    -> (tensor<?xTYPE>, tensor<?xi1>, tensor<?xf64>, tensor<?xbf16>, tensor<?xf16>) {
  %0 = ag.max %x, %y : tensor<?xTYPE>
  %1 = ag.compare lt %x, %y : tensor<?xTYPE>, tensor<?xTYPE> -> tensor<?xi1>
  %2 = ag.cast %x : tensor<?xTYPE> -> tensor<?xf64>
  %3 = ag.cast %x : tensor<?xTYPE> -> tensor<?xbf16>
  %4 = ag.cast %x : tensor<?xTYPE> -> tensor<?xf16>
  return %0, %1, %2, %3, %4 : tensor<?xTYPE>, tensor<?xi1>, tensor<?xf64>, tensor<?xbf16>, tensor<?xf16>
}
