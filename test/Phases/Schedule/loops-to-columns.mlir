// A dimension that a scatter loops over, and that no index selects, becomes columns that blocks and threads share.
// RUN: ag-opt --target=cuda --to=structure %s -o %t && ag-opt --pass-pipeline='builtin.module(func.func(ag-update-in-blocks))' %t -o %t.update && FileCheck %s --input-file=%t.update
// RUN: ag-run %t.update --entry=rows --input=randn:1 --dim n=7 --same-as=%s
// RUN: ag-run %t.update --entry=sides --input=randn:1 --same-as=%s

// Earlier passes of the phase do not prevent this.
// RUN: ag-opt --target=cuda --to=schedule %s | FileCheck %s --check-prefix=SCHEDULE
// RUN: ag-run %s --entry=rows --input=randn:1 --dim n=0 --on=emulator --same-as=%s
// RUN: ag-run %s --entry=rows --input=randn:1 --dim n=600 --on=emulator --poison-memory --same-as=%s
// RUN: env AG_EMULATOR=order=random:7 ag-run %s --entry=rows --input=randn:1 --dim n=600 --on=emulator --same-as=%s
// RUN: ag-run %s --entry=sides --input=randn:1 --on=emulator --poison-memory --same-as=%s

// CHECK-LABEL: func.func @rows(
// CHECK: %[[N:.*]] = tensor.dim %arg2
// CHECK: scf.forall (%{{.*}}) in (%{{.*}}) shared_outs(%[[OUT:.*]] = %arg0)
// CHECK: %[[PART:.*]] = tensor.extract_slice %[[OUT]][%[[FIRST:.*]], 0] [%[[M:.*]], 4] [1, 1]
// CHECK: scf.for %[[K:.*]] = {{.*}} iter_args(%[[SUMS:.*]] = %[[PART]])
// CHECK-NOT: scf.for %
// CHECK: %[[PLACES:.*]] = tensor.extract_slice %[[SUMS]][0, %[[AT:.*]]] [%[[M]], 1] [1, 1] : tensor<?x4xf32> to tensor<?xf32>
// CHECK: %[[U:.*]] = tensor.extract_slice %arg2[0, %[[K]]] [%[[N]], 1] [1, 1] : tensor<?x5xf32> to tensor<?xf32>
// CHECK: %[[OWN:.*]] = tensor.extract_slice %[[U]][%[[FIRST]]] [%[[M]]] [1]
// CHECK: %[[SUM:.*]] = linalg.generic {{.*}} iterator_types = ["parallel"]} ins(%[[OWN]] : tensor<?xf32>) outs(%[[PLACES]] : tensor<?xf32>)
// CHECK: tensor.insert_slice %[[SUM]] into %[[SUMS]][0, %[[AT]]] [%[[M]], 1] [1, 1]
// SCHEDULE-LABEL: func.func @rows(
// SCHEDULE: scf.forall (%{{.*}}) in (%{{.*}}) shared_outs(
// SCHEDULE-SAME: -> (tensor<?x4xf32>)
// SCHEDULE: = scf.for %
// SCHEDULE-NOT: scf.for %
// SCHEDULE: func.func
func.func @rows(%x: tensor<?x4xf32> {ag.dims = ["n", 4]}, %i: tensor<5xi32>, %u: tensor<?x5xf32> {ag.dims = ["n", 5]}) -> tensor<?x4xf32> {
  %0 = ag.scatter 1 drop %x, %i, %u : tensor<?x4xf32>, tensor<5xi32>, tensor<?x5xf32> -> tensor<?x4xf32>
  return %0 : tensor<?x4xf32>
}

// There are columns on both sides of the indexed dimension. One block has threads for all of them.
// CHECK-LABEL: func.func @sides(
// CHECK: scf.forall (%{{.*}}) in (1)
// CHECK: scf.for %
// CHECK-NOT: scf.for %
// CHECK: tensor.extract_slice %{{.*}}[0, %{{.*}}, 0] [3, 1, 5] [1, 1, 1] : tensor<3x4x5xf32> to tensor<3x5xf32>
// CHECK: linalg.generic {{.*}} iterator_types = ["parallel", "parallel"]
func.func @sides(%x: tensor<3x4x5xf32>, %i: tensor<6xi32>, %u: tensor<3x6x5xf32>) -> tensor<3x4x5xf32> {
  %0 = ag.scatter 1 clamp %x, %i, %u : tensor<3x4x5xf32>, tensor<6xi32>, tensor<3x6x5xf32> -> tensor<3x4x5xf32>
  return %0 : tensor<3x4x5xf32>
}
