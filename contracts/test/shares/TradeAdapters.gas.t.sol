// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IUniswapV2Pair} from "../../anchors/UniswapV2.sol";
import {IUniswapV3PoolAnchor} from "../../anchors/UniswapV3.sol";
import {AIServiceAMM} from "../../src/exchange/AIServiceAMM.sol";
import {ITradeAdapter} from "../../src/shares/adapters/ITradeAdapter.sol";
import {GasTest} from "../support/GasTest.sol";
import {VenueSetup} from "./support/VenueSetup.sol";

/// @dev The least that can trade at a pool of version 3, which nobody without code can: it pays when asked, and checks nothing.
contract LeastCaller {
    function swap(IUniswapV3PoolAnchor pool, bool zeroForOne, int256 amount, uint160 limit) external {
        pool.swap(msg.sender, zeroForOne, amount, limit, abi.encode(msg.sender));
    }

    function uniswapV3SwapCallback(int256 amount0, int256 amount1, bytes calldata data) external {
        IUniswapV3PoolAnchor pool = IUniswapV3PoolAnchor(msg.sender);
        address payer = abi.decode(data, (address));
        if (amount0 > 0) IERC20(pool.token0()).transferFrom(payer, msg.sender, uint256(amount0));
        else IERC20(pool.token1()).transferFrom(payer, msg.sender, uint256(amount1));
    }
}

/// @dev What a trade through an adapter costs, beside the same trade at the same venue without it.
contract TradeAdaptersGasTest is VenueSetup, GasTest {
    uint256 private constant DOLLARS = 1_000 * USD;
    LeastCaller private least;

    function setUp() public override {
        super.setUp();
        least = new LeastCaller();
        usd.mint(alice, 1e15);
        gold.mint(alice, GOLD);
        vm.startPrank(alice);
        approveMax(address(usd), address(amm));
        approveMax(address(usd), address(least));
        for (uint256 which = 0; which < 3; which++) {
            approveMax(address(usd), address(adapters[which]));
        }
        vm.stopPrank();
        skip(12);
        for (uint256 which = 0; which < 3; which++) {
            sellDirectly(which, address(usd), address(gold), USD);
        }
        skip(12);
    }

    function test_gas_uniswapV2() public {
        uint256 ours = spendAt(0);
        IUniswapV2Pair pair = pairOf(address(gold));
        bool zeroForOne = address(usd) < address(gold);
        uint256 out = largestOut(pair, zeroForOne, DOLLARS);
        uint256 sent = spend(alice, address(usd), abi.encodeCall(usd.transfer, (address(pair), DOLLARS)));
        bytes memory swapped =
            abi.encodeCall(pair.swap, (zeroForOne ? 0 : out, zeroForOne ? out : 0, alice, bytes("")));
        uint256 anchor = asOne(sent + spend(alice, address(pair), swapped), 2);
        emit GasUsed("adapter, Uniswap v2 (anchor: transfer and pair.swap as one transaction)", ours, anchor);
    }

    function test_gas_uniswapV3() public {
        uint256 ours = spendAt(1);
        bool zeroForOne = address(usd) < address(gold);
        uint160 limit =
            zeroForOne ? 4_295_128_740 : 1_461_446_703_485_210_103_287_273_052_203_988_822_378_723_970_341;
        bytes memory swapped =
            abi.encodeCall(least.swap, (poolOf(address(gold)), zeroForOne, int256(DOLLARS), limit));
        emit GasUsed("adapter, Uniswap v3 (anchor: the least caller)", ours, spend(alice, address(least), swapped));
    }

    function test_gas_ourMarket() public {
        uint256 ours = spendAt(2);
        AIServiceAMM.SwapOrder memory order = AIServiceAMM.SwapOrder(
            ammKey(address(gold)), address(usd) < address(gold), DOLLARS, 0, alice, vm.getBlockTimestamp()
        );
        emit GasUsed(
            "adapter, our market (anchor: the market itself)",
            ours,
            spend(alice, address(amm), abi.encodeCall(amm.swap, (order)))
        );
    }

    function spendAt(uint256 which) private returns (uint256) {
        bytes memory data =
            abi.encodeCall(ITradeAdapter.swap, (address(usd), address(gold), DOLLARS, 1, venueData[which]));
        return spend(alice, address(adapters[which]), data);
    }
}
