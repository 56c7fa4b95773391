// Results that are too large for any cache, at any address of the caller's.
// RUN: mkdir -p %t && ag-compile %s --threads=2 -o %t/misaligned.o --remarks=past-caches 2>&1 | FileCheck %s --check-prefix=REMARK
// REMARK: writes past the caches a result that has 14.4 MB or more
// RUN: cc -std=c11 -D_DEFAULT_SOURCE -Wall -Wextra -Werror -I %t %S/Inputs/misaligned.c %t/misaligned.o -lomp -lm -o %t/one
// RUN: %t/one | FileCheck %s

// CHECK: 3616 a row: right at 0, 4, 32 and 60 bytes behind a line
// CHECK: 3624 a row: right at 0, 4, 32 and 60 bytes behind a line
// CHECK: 3623 a row: right at 0, 4, 32 and 60 bytes behind a line
func.func @main(%x: tensor<?x?xf32> {ag.dims = ["n", "m"]}) -> tensor<?x?xf32> {
  %0 = ag.neg %x : tensor<?x?xf32>
  return %0 : tensor<?x?xf32>
}
