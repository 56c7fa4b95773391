// On the emulator, --time counts instructions: of each run, and of each kernel in the last one.
// RUN: ag-run %s --on=emulator --dim n=40 --input=ones --time=3 | FileCheck %s
// RUN: ag-run %s --on=emulator --dim n=0 --input=ones --time --same-as=%s | FileCheck %s --check-prefix=EMPTY
// RUN: ag-run %s --on=emulator --dim n=1 --input=ones --time | FileCheck %s --check-prefix=ONE
// RUN: ag-run %s --on=emulator --dim n=1 --input=ones | FileCheck %s --check-prefix=PRINT

// CHECK: instructions: least [[N:[1-9][0-9]+]], median [[N]], mean [[N]] of 3 runs
// Ops that differ only in their tensors are one kernel.
// CHECK-NEXT: {{^  f\$apart\$block: [1-9][0-9]+ by 6 blocks in 2 launches$}}
// CHECK-NEXT: {{^  f\$apart\$block_0: [1-9][0-9]+ by 5 blocks in 1 launch$}}
// CHECK-NOT: {{.}}
// EMPTY: instructions: least 0, median 0, mean 0 of 1 run
// EMPTY-NEXT: same: 1 result, 0 values
// ONE: of 1 run
// ONE: by 1 block in 1 launch
// PRINT-NOT: instructions
// PRINT: f32[1] [70]
// PRINT-NOT: instructions
func.func @f(%x: tensor<?x70xf32> {ag.dims = ["n", 70]}) -> tensor<?xf32> {
  %y = ag.region "apart" (%a = %x : tensor<?x70xf32>) -> tensor<?xf32> attributes {fuse = "never"} {
    %0 = ag.mul %a, %a : tensor<?x70xf32>
    %1 = ag.mul %0, %0 : tensor<?x70xf32>
    %2 = ag.reduce sum %1 [1] : tensor<?x70xf32> -> tensor<?xf32>
    ag.yield %2 : tensor<?xf32>
  }
  return %y : tensor<?xf32>
}
