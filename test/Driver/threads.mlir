// Up to --threads threads run a program, with the same results.

// RUN: ag-run %s --input=randn:1 --on=cpu --output=%t.1.npy
// RUN: ag-run %s --input=randn:1 --on=cpu --threads=2 --output=%t.2.npy && cmp %t.1.npy %t.2.npy
// RUN: ag-run %s --input=randn:1 --on=cpu --threads=7 --output=%t.7.npy && cmp %t.1.npy %t.7.npy
// RUN: ag-run %s --input=randn:1 --on=cpu --threads=7 --opt=0 --same-as=%s | FileCheck %s --check-prefix=SAME
// SAME: same: 1 result, 300000 values

// The remaining phases split the loops, whichever tool ran the earlier ones.
// RUN: ag-opt --to=schedule %s | ag-run - --input=randn:1 --on=cpu --threads=2 --output=%t.s.npy && cmp %t.1.npy %t.s.npy
// RUN: ag-compile %s --emit=llvm --threads=2 --march=x86-64-v4 -o - | FileCheck %s --check-prefix=TWO
// TWO: call void {{.*}} @__kmpc_fork_call(
// TWO-DAG: module asm "{{.*}}callq{{.*}}ompc_set_num_threads@PLT"
// TWO-DAG: module asm "{{.*}}callq{{.*}}kmp_set_blocktime@PLT"
// RUN: ag-compile %s --emit=llvm -o - | FileCheck %s --check-prefix=ONE
// ONE-NOT: {{kmp|omp_}}
// ONE: define {{.*}} @ag.main.nest(
// ONE-NOT: {{kmp|omp_}}

// The object has the same bytes each time; linking it needs libomp.
// RUN: ag-compile %s --threads=2 --name=f -o %t.a.o && ag-compile %s --threads=2 --name=f -o %t.b.o && cmp %t.a.o %t.b.o
// RUN: ag-compile %s --threads=2 --emit=so -o %t.so
// RUN: sh -c 'readelf -d %t.so' | FileCheck %s --check-prefix=NEEDED
// NEEDED: Shared library: [libomp.so
// RUN: ag-run %s --entry=main --input=randn:1 --on=cpu --output=%t.x.npy
// RUN: ag-compile %s --threads=2 --emit=exe -o %t.exe && %t.exe %t.x.npy -o %t.y.npy
// RUN: ag-run %s --input=%t.x.npy --on=cpu --march=x86-64-v3 --output=%t.z.npy && cmp %t.y.npy %t.z.npy

// RUN: sh -c 'ag-compile %s --threads=0 -o %t.o; echo status $?' 2>&1 | FileCheck %s --check-prefix=NONE
// RUN: sh -c 'ag-run %s --input=ones --threads=1025; echo status $?' 2>&1 | FileCheck %s --check-prefix=MANY
// NONE: error: --threads=0: expected a number from 1 to 1024
// NONE: status 2
// MANY: error: --threads=1025: expected a number from 1 to 1024
// MANY: status 2

func.func @main(%x: tensor<3x100000xf32> {ag.name = "x"}) -> tensor<3x100000xf32> {
  %0 = ag.tanh %x : tensor<3x100000xf32>
  %1 = ag.mul %0, %x : tensor<3x100000xf32>
  return %1 : tensor<3x100000xf32>
}
