// bf16 and f16 are rounded after each op, on CPUs with and without F16C, and in
// one step from types with more digits.
// RUN: ag-run %s --on=cpu --march=x86-64 --input=randn:1 --dim n=1000 --same-as=%s
// RUN: ag-run %s --on=cpu --march=x86-64-v3 --input=randn:1 --dim n=1000 --same-as=%s
// RUN: ag-run %s --on=cpu --input=randn:2 --dim n=37 --same-as=%s

// The pass runs before the rest of its phase, and then in all of the phase.
// RUN: ag-opt --to=allocate %s \
// RUN:   | ag-opt --pass-pipeline='builtin.module(func.func(ag-lower-vectors,ag-widen-small-floats))' -o %t.mlir
// RUN: FileCheck %s --check-prefix=WIDE < %t.mlir
// RUN: ag-run %t.mlir --on=cpu --march=x86-64-v3 --input=randn:1 --dim n=1000 --same-as=%s
// WIDE-NOT: {{addf|math.exp}} {{.*}}f16
// WIDE: math.exp {{.*}}f32
// WIDE-NOT: {{addf|math.exp}} {{.*}}f16
// RUN: ag-opt --to=lower %s -o %t.lower.mlir
// RUN: FileCheck %s --check-prefix=BITS < %t.lower.mlir
// RUN: ag-run %t.lower.mlir --on=cpu --march=x86-64-v3 --input=randn:1 --dim n=1000 --same-as=%s
// BITS-NOT: {{xbf16>|-> bf16}}
// BITS: llvm.func @ag.f(
// BITS-NOT: {{xbf16>|-> bf16}}

func.func @f(%b: tensor<?xbf16> {ag.dims = ["n"]}, %h: tensor<?xf16> {ag.dims = ["n"]},
    %d: tensor<?xf64> {ag.dims = ["n"]}, %i: tensor<?xi64> {ag.dims = ["n"]})
    -> (tensor<?xbf16>, tensor<?xf16>, tensor<?xbf16>, tensor<?xf16>) {
  %0 = ag.exp %b : tensor<?xbf16>
  %1 = ag.add %0, %b : tensor<?xbf16>
  %2 = ag.exp %h : tensor<?xf16>
  %3 = ag.sub %2, %h : tensor<?xf16>
  %4 = ag.cast %d : tensor<?xf64> -> tensor<?xbf16>
  %5 = ag.max %4, %1 : tensor<?xbf16>
  %6 = ag.mul %i, %i : tensor<?xi64>
  %7 = ag.cast %6 : tensor<?xi64> -> tensor<?xf16>
  %8 = ag.add %7, %3 : tensor<?xf16>
  return %1, %3, %5, %8 : tensor<?xbf16>, tensor<?xf16>, tensor<?xbf16>, tensor<?xf16>
}
