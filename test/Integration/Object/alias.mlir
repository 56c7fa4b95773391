// RUN: mkdir -p %t && ag-compile %s -o %t/alias.o
// RUN: cc -std=c11 -D_DEFAULT_SOURCE -Wall -Wextra -Werror -I %t %S/Inputs/alias.c %t/alias.o -lm -o %t/alias
// RUN: %t/alias | FileCheck %s
// RUN: FileCheck %s --check-prefix=HEADER --input-file=%t/alias.h

// CHECK: {"name": "w2", "alias": 0}
// CHECK-NEXT: stepped: 0.500 1.500 2.500
// CHECK-NEXT: result w2: must be the same memory as argument w, which it takes over
// CHECK-NEXT: result old: overlaps with argument g in memory

// HEADER: results[0] w2: f32[n], in the memory of arguments[0]

// An executable reads and writes files, also if a result takes an argument's memory.
// RUN: ag-compile %s --emit=exe -o %t/step
// RUN: ag-run %s --input=randn:1 --dim n=5 --output=%t/w.npy --output=%t/g.npy
// RUN: %t/step %t/w.npy %t/g.npy --time=3 -o %t/w3.npy %t/old3.npy
// RUN: ag-run %s --input=%t/w.npy --input=%t/g.npy --expect=%t/w3.npy --expect=%t/old3.npy
func.func @step(%w: tensor<?xf32> {ag.dims = ["n"], ag.name = "w"}, %g: tensor<?xf32> {ag.dims = ["n"], ag.name = "g"})
    -> (tensor<?xf32> {ag.alias = 0, ag.name = "w2"}, tensor<?xf32> {ag.name = "old"})
    attributes {ag.ranges = {n = [1, 100]}} {
  %0 = ag.sub %w, %g : tensor<?xf32>
  %1 = ag.neg %w : tensor<?xf32>
  return %0, %1 : tensor<?xf32>, tensor<?xf32>
}
