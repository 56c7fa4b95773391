// Ops of ag without a Spec, and one with: its declared types round.
// RUN: ag-run %s --entry=shapes --input=iota | FileCheck %s --check-prefix=SHAPES
// RUN: ag-run %s --entry=gather | FileCheck %s --check-prefix=GATHER
// RUN: ag-run %s --entry=region --input=ones --weights=iota | FileCheck %s --check-prefix=REGION
// RUN: ag-run %s --entry=fused --input=ones --weights=iota | FileCheck %s --check-prefix=REGION
// RUN: ag-run %s --entry=contract --input=ones --precision=declared | FileCheck %s --check-prefix=CONTRACT

func.func @shapes(%x: tensor<2x3xui8>) -> (tensor<3x2xui8>, tensor<3x4xui8>, tensor<4x5xui8>, tensor<2x5xui8>) {
  // SHAPES: ui8[3, 2] {{\[\[0, 1\], \[2, 3\], \[4, 5\]\]}}
  %0 = ag.reshape %x : tensor<2x3xui8> -> tensor<3x2xui8>
  %v = arith.constant dense<200> : tensor<ui8>
  // SHAPES-NEXT: ui8[3, 4] {{\[\[200, 200, 200, 200\], \[0, 1, 2, 200\], \[3, 4, 5, 200\]\]}}
  %1 = ag.pad %x low [1, 0] high [0, 1] with %v : tensor<2x3xui8>, tensor<ui8> -> tensor<3x4xui8>
  // SHAPES-NEXT: ui8[4, 5] {{\[\[0, 200, 1, 200, 2\], \[200, 200, 200, 200, 200\], \[200, 200, 200, 200, 200\], \[3, 200, 4, 200, 5\]\]}}
  %3 = ag.pad %x low [0, 0] high [0, 0] interior [2, 1] with %v : tensor<2x3xui8>, tensor<ui8> -> tensor<4x5xui8>
  %s = ag.slice %x [0, 1] [2, 2] [1, 1] : tensor<2x3xui8> -> tensor<2x2xui8>
  // SHAPES-NEXT: ui8[2, 5] {{\[\[0, 1, 2, 1, 2\], \[3, 4, 5, 4, 5\]\]}}
  %2 = ag.concat 1 %x, %s : tensor<2x3xui8>, tensor<2x2xui8> -> tensor<2x5xui8>
  return %0, %1, %3, %2 : tensor<3x2xui8>, tensor<3x4xui8>, tensor<4x5xui8>, tensor<2x5xui8>
}

func.func @gather() -> (tensor<2x3xi16>, tensor<2x3xi16>, tensor<2x2xi16>, tensor<2x2xi16>, tensor<2x2xi16>, tensor<2x2xi16>) {
  %x = arith.constant dense<[[1, 2], [3, 4]]> : tensor<2x2xi16>
  %ids = arith.constant dense<[1, -3, 9]> : tensor<3xi8>
  // GATHER: i16[2, 3] {{\[\[2, 1, 2\], \[4, 3, 4\]\]}}
  %0 = ag.gather 1 clamp %x, %ids : tensor<2x2xi16>, tensor<3xi8> -> tensor<2x3xi16>
  // GATHER-NEXT: i16[2, 3] {{\[\[2, 0, 0\], \[4, 0, 0\]\]}}
  %1 = ag.gather 1 fill %x, %ids : tensor<2x2xi16>, tensor<3xi8> -> tensor<2x3xi16>
  // GATHER-NEXT: i16[2, 2] {{\[\[2, 6\], \[6, 12\]\]}}
  %2 = ag.scatter 1 clamp %x, %ids, %0 : tensor<2x2xi16>, tensor<3xi8>, tensor<2x3xi16> -> tensor<2x2xi16>
  // GATHER-NEXT: i16[2, 2] {{\[\[1, 4\], \[3, 8\]\]}}
  %3 = ag.scatter 1 drop %x, %ids, %0 : tensor<2x2xi16>, tensor<3xi8>, tensor<2x3xi16> -> tensor<2x2xi16>
  %u = arith.constant dense<[[5, 0, 6], [7, 8, 9]]> : tensor<2x3xi16>
  // The index 9 is clamped to 1, so that the last column of the updates holds there.
  // GATHER-NEXT: i16[2, 2] {{\[\[0, 6\], \[8, 9\]\]}}
  %4 = ag.scatter set 1 clamp %x, %ids, %u : tensor<2x2xi16>, tensor<3xi8>, tensor<2x3xi16> -> tensor<2x2xi16>
  // GATHER-NEXT: i16[2, 2] {{\[\[0, 2\], \[3, 4\]\]}}
  %5 = ag.scatter min 1 clamp %x, %ids, %u : tensor<2x2xi16>, tensor<3xi8>, tensor<2x3xi16> -> tensor<2x2xi16>
  return %0, %1, %2, %3, %4, %5 : tensor<2x3xi16>, tensor<2x3xi16>, tensor<2x2xi16>, tensor<2x2xi16>, tensor<2x2xi16>, tensor<2x2xi16>
}

// REGION: f32[3] [1, 2, 3]
func.func @region(%x: tensor<3xf32>) -> tensor<3xf32> {
  %y = ag.region "shifted" (%a = %x : tensor<3xf32>) -> (tensor<3xf32>) {
    %w = ag.parameter "w" : tensor<3xf32>
    %b = ag.add %a, %w : tensor<3xf32>
    ag.yield %b : tensor<3xf32>
  }
  return %y : tensor<3xf32>
}

func.func @fused(%x: tensor<3xf32>) -> tensor<3xf32> {
  %y = ag.fused (%a = %x : tensor<3xf32>) -> (tensor<3xf32>) {
    %w = ag.parameter "w" : tensor<3xf32>
    %b = ag.add %a, %w : tensor<3xf32>
    ag.yield %b : tensor<3xf32>
  }
  return %y : tensor<3xf32>
}

// 4097 is no f16, but each term of its sum is an f32.
// CONTRACT: f16[] 4096
func.func @contract(%x: tensor<4097xf16>, %y: tensor<4097xf16>) -> tensor<f16> {
  %0 = ag.contract "i,i->" %x, %y : tensor<4097xf16>, tensor<4097xf16> -> tensor<f16>
  return %0 : tensor<f16>
}
